import { describe, expect, test } from 'vitest';
import { hidden, session, visible, type StoreSubject } from './store-subject.js';

export function describeDeletion(subject: StoreSubject): void {
  const { append, create, list } = subject;

  describe('deletion', () => {
    test('takes a session with all it holds, and leaves the others', async () => {
      const idempotency = {
        owner: 'ann',
        key: 'k',
        bodyHash: 'h',
        sessionId: 'a',
        response: 1,
        createdAt: 0,
        expiresAt: 9,
      };
      await append('a', [visible(1), hidden(2)], { create: session({ searchText: 'needle' }), idempotency });
      await create('b', { searchText: 'needle' });
      const name = { sessionId: 'a', bucket: 'files', key: 'k' };
      const file = { ...name, mediaType: 'text/plain', bytes: new Uint8Array(1), createdAt: 0, expiresAt: null };
      await subject.store.resources.put(file);
      expect(await subject.store.delete('a')).toBe(true);
      expect(await subject.store.delete('a')).toBe(false);
      expect(await subject.store.events.read('a')).toEqual({ version: 0, eventCount: 0, entries: [] });
      expect(await subject.store.sessions.get('a')).toBeUndefined();
      expect(await subject.store.resources.get(name)).toBeUndefined();
      expect(await subject.store.idempotency.find('ann', 'k', 0)).toBeUndefined();
      expect(await list({ search: 'needle' })).toEqual({ ids: ['b'], total: 1 });
      await create('a');
      expect(await subject.store.events.head('a')).toEqual({ version: 1, eventCount: 1 });
      expect(await subject.store.resources.get(name)).toBeUndefined();
      expect(await list({ search: 'needle' })).toEqual({ ids: ['b'], total: 1 });
      expect((await subject.store.sessions.get('b'))?.version).toBe(1);
    });

    test('of what has expired goes by time and in bounded steps', async () => {
      const file = {
        bucket: 'screenshots',
        key: 'k',
        mediaType: 'image/png',
        bytes: new Uint8Array(1),
        createdAt: 0,
      };
      for (const [n, expiresAt] of [100, 101, 102, 200, null].entries()) {
        await append(`s${n}`, [visible(1)], {
          create: session({ expiresAt }),
          idempotency: {
            owner: 'ann',
            key: `k${n}`,
            bodyHash: 'h',
            sessionId: `s${n}`,
            response: 1,
            createdAt: 0,
            expiresAt: 150,
          },
        });
      }
      await subject.store.resources.put({ ...file, sessionId: 's3', expiresAt: 102 });
      await subject.store.resources.put({ ...file, sessionId: 's4', expiresAt: 103 });
      expect(await subject.store.deleteExpired(99, 10)).toEqual({
        sessionIds: [],
        resources: 0,
        idempotencyKeys: 0,
        more: false,
      });
      expect(await subject.store.deleteExpired(102, 2)).toEqual({
        sessionIds: ['s0', 's1'],
        resources: 1,
        idempotencyKeys: 0,
        more: true,
      });
      expect(await subject.store.deleteExpired(102, 2)).toEqual({
        sessionIds: ['s2'],
        resources: 0,
        idempotencyKeys: 0,
        more: false,
      });
      expect(await subject.store.resources.get({ ...file, sessionId: 's3' })).toBeUndefined();
      expect(await subject.store.resources.get({ ...file, sessionId: 's4' })).toBeDefined();
      expect(await subject.store.deleteExpired(150, 5)).toMatchObject({
        sessionIds: [],
        resources: 1,
        idempotencyKeys: 2,
      });
      expect((await list()).ids).toEqual(['s3', 's4']);
    });
  });
}
