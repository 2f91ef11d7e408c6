import { describe, expect, test } from 'vitest';
import type { StoreSubject } from './store-subject.js';

export function describeResources(subject: StoreSubject): void {
  const { create } = subject;

  describe('resources', () => {
    const resource = {
      sessionId: 's',
      bucket: 'files',
      key: 'a/b c%2f../d.png',
      mediaType: 'image/png',
      bytes: new Uint8Array([0, 255, 1, 2]),
      createdAt: 5,
      expiresAt: null,
    };

    test('keep their bytes apart from the caller’s, and are found by their exact name alone', async () => {
      await create('s');
      const bytes = new Uint8Array([0, 255, 1, 2]);
      await subject.store.resources.put({ ...resource, bytes });
      bytes[0] = 9;
      expect(await subject.store.resources.get(resource)).toEqual(resource);
      expect(await subject.store.resources.get({ ...resource, key: 'a/b c/../d.png' })).toBeUndefined();
      expect(await subject.store.resources.get({ ...resource, bucket: 'screenshots' })).toBeUndefined();
      expect(await subject.store.resources.get({ ...resource, sessionId: 't' })).toBeUndefined();
    });

    test('of the same name replace each other, and may be empty', async () => {
      await create('s');
      await subject.store.resources.put(resource);
      const next = { ...resource, bytes: new Uint8Array(0), mediaType: 'text/plain', expiresAt: 9 };
      await subject.store.resources.put(next);
      expect(await subject.store.resources.get(resource)).toEqual(next);
    });

    test('that are a part of a larger buffer keep that part only', async () => {
      await create('s');
      await subject.store.resources.put({ ...resource, bytes: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) });
      expect((await subject.store.resources.get(resource))?.bytes).toEqual(new Uint8Array([2, 3]));
    });

    test('need a session, and bytes', async () => {
      await expect(subject.store.resources.put(resource)).rejects.toThrow(TypeError);
      await create('s');
      for (const bytes of ['text', [1], true, new Date(), 5n, undefined, new ArrayBuffer(2)]) {
        await expect(subject.store.resources.put({ ...resource, bytes } as never)).rejects.toThrow(TypeError);
      }
    });
  });
}
