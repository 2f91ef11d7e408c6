import { describe, expect, test } from 'vitest';
import { IdempotencyKeyTakenError, VersionConflictError } from '../../errors.js';
import { session, visible, type StoreSubject } from './store-subject.js';

export function describeIdempotency(subject: StoreSubject): void {
  const { append, create, list } = subject;

  describe('idempotency', () => {
    const record = {
      owner: 'ann',
      key: 'k',
      bodyHash: 'h',
      sessionId: 's',
      response: { id: 's' },
      createdAt: 100,
      expiresAt: 200,
    };

    test('the record is written with the session, and found until it expires', async () => {
      await append('s', [visible(1)], { expectedVersion: 'none', create: session(), idempotency: record });
      expect(await subject.store.idempotency.find('ann', 'k', 199)).toEqual(record);
      expect(await subject.store.idempotency.find('ann', 'k', 200)).toBeUndefined();
      expect(await subject.store.idempotency.find('bob', 'k', 150)).toBeUndefined();
      expect(await subject.store.idempotency.find('ann', 'K', 150)).toBeUndefined();
    });

    test('a key in use refuses the whole append; other owners and later times are free', async () => {
      await append('s', [visible(1)], { create: session(), idempotency: record });
      const again = append('t', [visible(1)], {
        create: session(),
        idempotency: { ...record, sessionId: 't', createdAt: 199 },
      });
      await expect(again).rejects.toThrow(IdempotencyKeyTakenError);
      await expect(again).rejects.toMatchObject({ code: 'idempotency-key-taken', key: 'k' });
      expect(await subject.store.events.head('t')).toEqual({ version: 0, eventCount: 0 });
      expect(await subject.store.sessions.get('t')).toBeUndefined();
      await append('u', [visible(1)], {
        create: session(),
        idempotency: { ...record, owner: 'bob', sessionId: 'u' },
      });
      const later = { ...record, sessionId: 't', createdAt: 200, expiresAt: 300 };
      await append('t', [visible(1)], { create: session(), idempotency: later });
      expect(await subject.store.idempotency.find('ann', 'k', 250)).toEqual(later);
    });

    test('a refused create leaves the key free', async () => {
      await create('s');
      const refused = append('s', [visible(1)], { expectedVersion: 'none', create: session(), idempotency: record });
      await expect(refused).rejects.toThrow(VersionConflictError);
      const twice = append('s', [visible(1)], { create: session(), idempotency: record });
      await expect(twice).rejects.toThrow(TypeError);
      expect(await subject.store.idempotency.find('ann', 'k', 150)).toBeUndefined();
    });

    test('of many creates under one key, exactly one is accepted', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) =>
          append(`s${n}`, [visible(n)], {
            expectedVersion: 'none',
            create: session(),
            idempotency: { ...record, sessionId: `s${n}` },
          }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.status)).toEqual([
        'fulfilled',
        ...Array.from({ length: 9 }, () => 'rejected'),
      ]);
      expect((await list()).ids).toEqual(['s0']);
    });
  });
}
