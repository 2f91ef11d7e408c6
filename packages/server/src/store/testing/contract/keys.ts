import { describe, expect, test } from 'vitest';
import type { StoreSubject } from './store-subject.js';

export function describeKeys(subject: StoreSubject): void {
  describe('keys', () => {
    test('are added, found by hash, replaced, listed oldest first and removed', async () => {
      const one = { hash: 'h1', owner: 'ann', label: null, createdAt: 2 };
      const two = { hash: 'h2', owner: 'bob', label: 'laptop', createdAt: 1 };
      await subject.store.keys.put(one);
      await subject.store.keys.put(two);
      expect(await subject.store.keys.find('h2')).toEqual(two);
      expect(await subject.store.keys.find('h3')).toBeUndefined();
      expect(await subject.store.keys.list()).toEqual([two, one]);
      await subject.store.keys.put({ ...one, label: 'desk' });
      expect(await subject.store.keys.find('h1')).toEqual({ ...one, label: 'desk' });
      expect(await subject.store.keys.remove('h1')).toBe(true);
      expect(await subject.store.keys.remove('h1')).toBe(false);
      expect(await subject.store.keys.list()).toEqual([two]);
    });

    test.each([
      { hash: '' },
      { owner: undefined },
      { label: 5 },
      { createdAt: new Date() },
      { hash: new Uint8Array(1) },
    ])('a key record with %j is refused', async (fields) => {
      const record = { hash: 'h', owner: 'ann', label: null, createdAt: 1, ...fields };
      await expect(subject.store.keys.put(record as never)).rejects.toThrow(TypeError);
      expect(await subject.store.keys.list()).toEqual([]);
    });
  });
}
