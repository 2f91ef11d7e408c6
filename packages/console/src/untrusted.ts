/** A value as an object whose fields can be looked at; an empty one for what is none. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A value as text: a string as it is, nothing as nothing, the rest as JSON. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : (JSON.stringify(value) ?? '');
}

/** A value as a list, of which no more than a hundred items are looked at. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 100) : [];
}

/** Characters that have no shape of their own but change how others are shown: controls, and marks of direction. */
const UNSEEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/**
 * Text as it may stand on the page: no longer than `most` characters, and with what acts unseen made visible, so that
 * nobody can turn around what is read beside it.
 */
export function shown(text: string, most: number): string {
  return cut(text, most).replace(
    UNSEEN,
    (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}

/** The first `most` characters, and a mark where more was. A pair of surrogates is never parted. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return `${text.slice(0, last >= 0xd8_00 && last <= 0xdb_ff ? most - 1 : most)}…`;
}
