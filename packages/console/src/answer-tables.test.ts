import { describe, expect, test } from 'vitest';
import { answerTables } from './answer-tables.js';

describe('what of an answer reads as a table', () => {
  test('an array of objects does, with the columns of all rows', () => {
    expect(answerTables([{ a: 1 }, { b: 2, a: 3 }])).toEqual([
      { pointer: '', name: null, columns: ['a', 'b'], rows: [{ a: 1 }, { b: 2, a: 3 }] },
    ]);
  });

  test('so does every property that is one, by its place', () => {
    expect(answerTables({ title: 'x', 'a/b': [{ c: 1 }], none: [1, 2] })).toEqual([
      { pointer: '/a~1b', name: 'a/b', columns: ['c'], rows: [{ c: 1 }] },
    ]);
  });

  test.each([null, 'text', 3, [], [1], [[1]], [{}], {}, [{ a: 1 }, null]])('%j does not', (answer) => {
    expect(answerTables(answer)).toEqual([]);
  });

  test('rows without end to their columns do not', () => {
    expect(answerTables([Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`c${index}`, 1]))])).toEqual([]);
  });
});
