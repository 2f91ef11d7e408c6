import { describe, expect, it } from 'vitest';
import { summarise } from './statistics.js';

describe('summarise', () => {
  it('takes the middle of an odd number of values', () => {
    expect(summarise([5, 1, 3]).median).toBe(3);
  });

  it('takes the mean of the two middle ones of an even number', () => {
    expect(summarise([4, 1, 3, 2]).median).toBe(2.5);
  });

  it('leaves one value off at each end of nine, which keeps 96 % confidence', () => {
    expect(summarise([9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ median: 5, low: 2, high: 8 });
  });

  it('leaves five off at each end of twenty, which keeps 95.9 % confidence', () => {
    const { low, high } = summarise(Array.from({ length: 20 }, (_, index) => index + 1));
    expect([low, high]).toEqual([6, 15]);
  });

  it('gives the whole range when the values are too few to say more', () => {
    expect(summarise([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
  });

  it('refuses an empty row', () => {
    expect(() => summarise([])).toThrow(RangeError);
  });
});
