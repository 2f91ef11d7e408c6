import { expect, test } from 'vitest';
import { LruCache } from './lru-cache.js';

test('keeps what is used, forgets what was used longest ago', () => {
  const cache = new LruCache<number>({ maxEntries: 2, maxKeyCharacters: 100 });
  cache.getOrMake('a', () => 1);
  cache.getOrMake('b', () => 2);
  cache.getOrMake('a', () => 9);
  cache.getOrMake('c', () => 3);
  expect([cache.size, cache.getOrMake('a', () => 9), cache.getOrMake('b', () => 8)]).toEqual([2, 1, 8]);
});

test('is bounded in the size of its keys too', () => {
  const cache = new LruCache<number>({ maxEntries: 100, maxKeyCharacters: 10 });
  for (let at = 0; at < 10; at += 1) cache.getOrMake(`key-${at}`, () => at);
  expect(cache.size).toBe(2);
});

test('what failed to be made is not kept', () => {
  const cache = new LruCache<number>({ maxEntries: 2, maxKeyCharacters: 10 });
  expect(() =>
    cache.getOrMake('a', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(cache.getOrMake('a', () => 1)).toBe(1);
});
