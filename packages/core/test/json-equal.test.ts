import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonEqual } from '../src/log/json-equal.js';
import { observe } from '../src/index.js';
import { AT, stateAt } from './states.js';

it('compares JSON by value [C24]', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(jsonEqual(a, JSON.parse(JSON.stringify(a)))).toBe(true);
      expect(jsonEqual(a, b)).toBe(canonical(a) === canonical(b));
    }),
  );
});

it.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1, b: 1 }, { a: 1, c: 1 }, false],
  [{ toString: 1 }, { valueOf: 1 }, false],
  [[], {}, false],
  [{ 0: 'a' }, ['a'], false],
  [[1, 2], [1, 3], false],
  [[1], [1, 2], false],
  [null, {}, false],
  [{}, null, false],
  [null, null, true],
  ['1', 1, false],
  [{ a: [{ b: null }] }, { a: [{ b: 0 }] }, false],
  [-0, 0, true],
  [{ a: Number.POSITIVE_INFINITY }, { a: null }, true],
  [Number.NaN, Number.NaN, true],
  [Number.NaN, 0, false],
])('%j and %j: %s [C24]', (a, b, same) => {
  expect(jsonEqual(a, b)).toBe(same);
});

it('compares what is nested deeper than the call stack, as a hostile answer may be [C15]', () => {
  const deep = () => JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as never;
  expect(jsonEqual(deep(), deep())).toBe(true);
  const state = stateAt('working', { answer: { value: deep(), outcome: null, turn: 1, eventIndex: 0 } });
  const page = { status: 'running', answer: deep() };
  expect(observe(state, { source: 'changes', fromIndex: 0, page, at: AT })).toEqual([]);
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
