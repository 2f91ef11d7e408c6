import stringWidth from 'string-width';
import { wrapWords } from './wrap-words.js';

/**
 * A text behind a label, wrapped at words so that it stays in a column of its own. A word that is longer than the column is
 * left whole if it is an address, which is to be copied in one piece. Pure.
 *
 * @param columns how wide the terminal is; `null` where nobody wraps
 */
export function hanging(label: string, text: string, columns: number | null): string[] {
  const indent = stringWidth(label);
  const width = (columns ?? 0) - indent - 1;
  // In a very narrow place a column of its own would be a column of syllables.
  if (columns === null || width < MIN_WIDTH) return [label + text];
  return wrapWords(text, width).map((line, at) => (at === 0 ? label : ' '.repeat(indent)) + line);
}

const MIN_WIDTH = 16;
