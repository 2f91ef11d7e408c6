import { stripVTControlCharacters } from 'node:util';

/**
 * Text of the platform made safe for one line of a terminal: control sequences and line breaks removed, cut to a
 * length. Pages and answers are hostile: printed raw they could move the cursor, set the title or forge our output.
 */
export function printable(text: string, maxLength = 160): string {
  const line = stripVTControlCharacters(text)
    // eslint-disable-next-line no-control-regex -- these are the characters to remove
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
