const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** A number word, as a pattern: `ten`, `twenty-five`, `a dozen`, `hundred`. */
export const NUMBER_WORD = `(?:(?:${TENS.join('|')})(?:[ -](?:${UNITS.slice(1, 10).join('|')}))?|half a dozen|(?:a |one )?(?:dozen|hundred)|a couple(?: of)?|${UNITS.toReversed().join('|')})`;

/** What {@link NUMBER_WORD} or digits say; `null` for anything else. */
export function numberFromWord(word: string): number | null {
  const text = word.trim().toLowerCase();
  if (/^\d+$/.test(text)) return Number(text);
  if (text === 'half a dozen') return 6;
  if (text.startsWith('a couple')) return 2;
  if (text.endsWith('dozen')) return 12;
  if (text.endsWith('hundred')) return 100;
  const unit = UNITS.indexOf(text);
  if (unit !== -1) return unit;
  const [tens = '', ones] = text.split(/[ -]/);
  const ten = TENS.indexOf(tens);
  if (ten === -1) return null;
  return (ten + 2) * 10 + (ones === undefined ? 0 : UNITS.indexOf(ones));
}
