import { stripVTControlCharacters } from 'node:util';

// What terminals may act on: control characters (C1 too, which some read as escape sequences), and what reorders text.
const ACTIVE = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const activeRuns = new RegExp(`[${ACTIVE}]+`, 'g');
const activeInJson = new RegExp(`(?!\\n)[${ACTIVE}]`, 'g');

/**
 * Text of the platform made safe for one line of a terminal: control sequences and line breaks removed, cut to a
 * length. Pages and answers are hostile: printed raw they could move the cursor, set the title or forge our output.
 */
export function printable(text: string, maxLength = 160): string {
  // Only so much is looked at: a line of megabytes costs no more than what is shown of it.
  const line = stripVTControlCharacters(text.slice(0, Math.min(text.length, maxLength * 4 + 1024)))
    .replace(activeRuns, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}

/** {@link printable} for text of several lines, of any length. */
export function printableLines(text: string): string[] {
  return printableText(text)
    .split('\n')
    .map((line) => line.trimEnd());
}

/** A text without what a terminal acts on, but for its line breaks. */
export function printableText(text: string): string {
  // Line by line: a sequence that is not ended must not take what follows along.
  return text
    .split('\n')
    .map((line) => stripVTControlCharacters(line.replaceAll('\t', '  ')).replace(activeRuns, ' '))
    .join('\n');
}

/** JSON that shows nothing to a terminal but characters: what it could act on is escaped, the value stays the same. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    activeInJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
