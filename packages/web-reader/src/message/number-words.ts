import type { Word } from './words.js';

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const DOZENS = new Map([
  ['dozen', 12],
  ['hundred', 100],
]);
const MAX_DIGITS = 4;

/** A number among words, and how many of them it takes. */
export interface NumberAt {
  readonly value: number;
  readonly length: number;
}

/** The number that begins at a word: `10`, `ten`, `twenty-five`, `a dozen`, `a couple of`. Looks at four words at most. */
export function numberAt(words: readonly Word[], at: number): NumberAt | null {
  const first = words[at];
  if (first === undefined || first.kind === 'mark') return null;
  if (first.kind === 'digits') {
    return first.text.length > MAX_DIGITS ? null : { value: Number(first.text), length: 1 };
  }
  const text = (offset: number): string => words[at + offset]?.text ?? '';
  if (first.text === 'half' && text(1) === 'a' && text(2) === 'dozen') return { value: 6, length: 3 };
  if (first.text === 'a' && text(1) === 'couple') return { value: 2, length: text(2) === 'of' ? 3 : 2 };
  const counted = first.text === 'a' || first.text === 'one' ? DOZENS.get(text(1)) : undefined;
  if (counted !== undefined) return { value: counted, length: 2 };
  const alone = DOZENS.get(first.text);
  if (alone !== undefined) return { value: alone, length: 1 };
  const unit = UNITS.indexOf(first.text);
  if (unit !== -1) return { value: unit, length: 1 };
  const tens = (TENS.indexOf(first.text) + 2) * 10;
  if (tens < 20) return null;
  const gap = text(1) === '-' ? 2 : 1;
  const ones = UNITS.indexOf(text(gap));
  return ones >= 1 && ones <= 9 ? { value: tens + ones, length: gap + 1 } : { value: tens, length: 1 };
}
