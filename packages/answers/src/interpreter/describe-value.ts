const MAX_TEXT = 200;
const MAX_KEYS = 8;

/** A bounded picture of a value: scalars as they are, long text cut, objects and arrays in words. */
export function receivedValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}… (${value.length} characters)` : value;
    case 'object':
      return value === null ? null : describeValue(value);
    case 'number':
    case 'boolean':
      return value;
    default:
      return typeof value;
  }
}

/** A short phrase for a value inside a sentence: `the string "1"`, `an array of 3 items`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${quote(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
    case 'number':
      return `the number ${value}`;
    case 'boolean':
      return String(value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `an array of ${value.length} item${value.length === 1 ? '' : 's'}`;
      const keys = Object.keys(value);
      if (keys.length === 0) return 'an empty object';
      const shown = keys.slice(0, MAX_KEYS).map((key) => quote(key.length > 40 ? key.slice(0, 40) : key));
      return `an object with ${shown.join(', ')}${keys.length > MAX_KEYS ? ` and ${keys.length - MAX_KEYS} more` : ''}`;
    }
    default:
      return typeof value === 'undefined' ? 'missing' : `a ${typeof value}`;
  }
}

/** A schema's own value inside a sentence, cut. */
export function describeExpected(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

const NEEDS_ESCAPES = /["\\\u0000-\u001f\u007f-\u009f\ud800-\udfff]/;

/** A text in double quotes, escaped as JSON does. */
export function quote(text: string): string {
  return NEEDS_ESCAPES.test(text) ? JSON.stringify(text) : `"${text}"`;
}
