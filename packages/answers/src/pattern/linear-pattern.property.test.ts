import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type * as AnswerWork from '../answer-work.js';
import { linearPattern } from './linear-pattern.js';

const { spent } = vi.hoisted(() => ({ spent: { work: 0 } }));
vi.mock(import('../answer-work.js'), async (importOriginal): Promise<typeof AnswerWork> => ({
  ...(await importOriginal()),
  spendWork: (amount) => void (spent.work += amount),
}));

const atom = fc.constantFrom(
  'a',
  'b',
  '-',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '[ab]',
  '[^a]',
  '\\p{L}',
  'é',
  '\\u{1F600}',
  '\\.',
  '(?:)',
);
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc
      .tuple(tie('part'), fc.constantFrom('*', '+', '?', '{2}', '{0,3}', '{1,}', '*?'))
      .map(([item, many]) => `(?:${item})${many}`),
    fc.tuple(tie('part'), tie('part')).map(([one, two]) => one + two),
    fc.tuple(tie('part'), tie('part')).map(([one, two]) => `(${one}|${two})`),
    fc.tuple(fc.constantFrom('(?=', '(?!', '(?<=', '(?<!'), tie('part')).map(([open, body]) => `${open}${body})`),
    fc.constantFrom('^', '$', '\\b', '\\B'),
  ),
  pattern: fc.tuple(fc.constantFrom('', '^'), tie('part'), fc.constantFrom('', '$')).map((parts) => parts.join('')),
}));
const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1', ' ', 'é', '😀', '.', '\n'), maxLength: 12 });

/**
 * What ECMAScript says `test` finds: a match that begins at a code point. V8 also begins between the two halves of one,
 * where a `\B` that takes nothing holds.
 */
function foundNatively(source: string, each: string): boolean {
  const native = new RegExp(source, 'uy');
  let at = 0;
  for (const character of [...Array.from(each), '']) {
    native.lastIndex = at;
    if (native.test(each)) return true;
    at += character.length;
  }
  return false;
}

test.each(['\\B', '(?=\\B)', '(?!\\b)', '(?:a\\B)?\\B'])('no match of %s begins inside a character', (source) => {
  expect(linearPattern(source).test('a😀a')).toBe(false);
  expect(foundNatively(source, 'a😀a')).toBe(false);
});

test('agrees with the native engine on random patterns and texts', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 6 }), (source, texts) => {
      const ours = linearPattern(source);
      for (const each of texts)
        expect({ source, each, found: ours.test(each) }).toEqual({ source, each, found: foundNatively(source, each) });
    }),
    { numRuns: 3000 },
  );
});

describe('stays linear where the native engine explodes', () => {
  test.for([
    '^(a+)+$',
    '(a|a)*b',
    '^(a|aa)+$',
    '(.*)*x',
    '\\s+$',
    '^(?=(a+)+$)b',
    '(a?){50}a{50}b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    'a*a*a*a*a*b',
    '^(.|é)*$',
    '^(\\w|é|\\p{L})*$',
  ])('%s', (source) => {
    const found = linearPattern(source);
    const character = source.includes('\\s') ? ' ' : source.includes('é') ? 'é' : 'a';
    const workOver = (length: number): number => {
      spent.work = 0;
      found.test(`${character.repeat(length)}${character === ' ' ? 'x' : '\n'}`);
      return spent.work;
    };
    const work = workOver(20_000);
    expect(work).toBeGreaterThan(20_000);
    expect(workOver(40_000)).toBeLessThan(2.01 * work);
  });
});
