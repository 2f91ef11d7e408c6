/**
 * Makes sure that options say nothing unknown: a misspelt one would silently do nothing.
 *
 * @param known - Every option there is.
 * @param place - How the message calls the options: `createTestPlatform()`.
 * @throws TypeError that names the option and those there are.
 */
export function checkOptions<Options>(
  given: Options,
  known: { readonly [Name in keyof Required<Options>]: true },
  place: string,
): void {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`${place} takes an object of options, not ${described(given)}.`);
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    throw new TypeError(`${place} has no "${unknown}"; it has ${Object.keys(known).join(', ')}.`);
  }
}

const SHOWN_CHARACTERS = 80;

/** A value in a few words, for messages. */
export function described(value: unknown): string {
  if (typeof value === 'string') return shortened(JSON.stringify(value));
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return String(value);
  if (value instanceof Promise) return 'a promise (await it first)';
  if (ArrayBuffer.isView(value)) return 'bytes (decode them first)';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const names = Object.keys(value);
  return names.length === 0 ? 'an empty object' : shortened(`an object with ${names.join(', ')}`);
}

function shortened(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
