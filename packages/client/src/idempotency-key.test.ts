import { afterEach, describe, expect, test, vi } from 'vitest';
import { newIdempotencyKey } from './idempotency-key.js';

describe('the key that makes a creation safe to repeat', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('every key is another one', () => {
    const keys = new Set(Array.from({ length: 1000 }, () => newIdempotencyKey()));
    expect(keys.size).toBe(1000);
    for (const key of keys) expect(key).toMatch(/^\d+(-\d+){3}$/);
  });

  test('a page that came over plain http has no randomUUID, and makes keys all the same', () => {
    vi.stubGlobal('crypto', { getRandomValues: (words: Uint32Array) => words.fill(7) });
    expect(newIdempotencyKey()).toBe('7-7-7-7');
  });
});
