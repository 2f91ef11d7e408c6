import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/**
 * Breaks a text into lines at its words, and within words that are longer than a line, as in languages that set no spaces.
 * Not where one of those is an address: that is to be copied in one piece. Pure.
 */
export function wrapWords(text: string, columns: number): string[] {
  const hasLongAddress = text.split(/\s/).some((word) => word.includes('://') && stringWidth(word) > columns);
  return wrapAnsi(text, columns, { trim: true, hard: !hasLongAddress }).split('\n');
}
