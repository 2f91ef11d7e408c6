import { printable } from './printable.js';

/** A text of the platform as one word of a command line that people may paste. */
export function shellWord(text: string): string {
  const shown = printable(text, 500);
  return /^[\w.:/@-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
