import { describe, expect, test } from 'vitest';
import { addRound, readWish, repeatCommand, secondsEach } from './explored.mjs';

const where = { file: 'packages/core/test/log.test.ts', test: "a log (any) isn't lost [C1]" };

describe('what is asked of explore', () => {
  test('is some packages or all, for ten minutes, so many minutes, or so many runs', () => {
    expect(readWish([], ['core'])).toEqual({ packages: [], minutes: 10, runs: undefined });
    expect(readWish(['core', '--minutes', '0.5'], ['core'])).toEqual({
      packages: ['core'],
      minutes: 0.5,
      runs: undefined,
    });
    expect(readWish(['--runs', '1000'], ['core']).runs).toBe(1000);
  });

  test.each([
    [['cor'], 'There is no package cor with properties. There are: core, rxjs.'],
    [['--runs', 'many'], '--runs takes a number above 0, not "many".'],
    [['--minutes', '0'], '--minutes takes a number above 0, not "0".'],
    [['--runs', '5', '--minutes', '5'], 'give one of them'],
    [['--seed', '5'], "Unknown option '--seed'"],
  ])('%j is refused with what to write', (args, message) => {
    expect(() => readWish(args, ['core', 'rxjs'])).toThrow(message);
  });
});

describe('what was explored of a test', () => {
  const held = { ...where, failed: false, message: '' };

  test('is the runs of all rounds, of the property that was tried least', () => {
    const once = addRound(undefined, {
      ...held,
      properties: [
        { runs: 100, seed: 5 },
        { runs: 50, seed: 5 },
      ],
    });
    const twice = addRound(once, {
      ...held,
      properties: [
        { runs: 400, seed: 9 },
        { runs: 500, seed: 14 },
      ],
    });
    expect(once).toEqual({ ...where, properties: 2, runs: 50, failure: null });
    expect(twice).toEqual({ ...where, properties: 2, runs: 450, failure: null });
  });

  test('is its failure, with the seed tried last', () => {
    const properties = [
      { runs: 100, seed: 5 },
      { runs: 300, seed: 8 },
    ];
    const { failure } = addRound(undefined, { ...held, failed: true, message: 'no', properties });
    expect(failure).toEqual({ seed: 8, message: 'no' });
  });

  test('shares what is left of the time on all cores', () => {
    const tests = [
      { ...where, properties: 3, runs: 0, failure: null },
      { ...where, properties: 1, runs: 0, failure: null },
    ];
    expect(secondsEach(tests, 60, 2)).toBe(30);
    expect(secondsEach(tests, -1, 2)).toBe(0);
  });

  test('is repeated by a command for a shell', () => {
    expect(repeatCommand(where, 7)).toBe(
      String.raw`PROPERTY_SEED=7 npm test -- packages/core/test/log.test.ts -t '^a log \(any\) isn'\''t lost \[C1\]$'`,
    );
    expect(repeatCommand({ ...where, test: '' }, 7)).toBe('PROPERTY_SEED=7 npm test -- packages/core/test/log.test.ts');
  });
});
