import { describe, expect, test } from 'vitest';
import { VersionConflictError } from '../../errors.js';
import type { AppendOptions } from '../../event-store.js';
import type { ExpectedVersion } from '../../expected-version.js';
import { hidden, values, visible, type StoreSubject } from './store-subject.js';

export function describeExpectedVersions(subject: StoreSubject): void {
  const { append } = subject;

  describe('expected versions', () => {
    const holds: readonly (readonly [ExpectedVersion, boolean, boolean])[] = [
      // expected, on a missing stream, on a stream with 3 entries
      ['any', true, true],
      ['none', true, false],
      ['exists', false, true],
      [0, true, false],
      [1, false, false],
      [2, false, false],
      [3, false, true],
      [4, false, false],
    ];

    test.each(holds)('%s on a missing stream', async (expectedVersion, allowed) => {
      const done = append('s', [visible('x')], { expectedVersion });
      if (allowed) expect(await done).toEqual({ version: 1, eventCount: 1 });
      else await expect(done).rejects.toThrow(VersionConflictError);
      expect((await subject.store.events.head('s')).version).toBe(allowed ? 1 : 0);
    });

    test.each(holds)('%s on a stream of three entries', async (expectedVersion, _onMissing, allowed) => {
      await append('s', [visible(1), hidden(2), visible(3)]);
      const done = append('s', [visible('x')], { expectedVersion });
      if (allowed) expect(await done).toEqual({ version: 4, eventCount: 3 });
      else await expect(done).rejects.toThrow(VersionConflictError);
      expect((await subject.store.events.head('s')).version).toBe(allowed ? 4 : 3);
    });

    test('an append of nothing still checks what it expects', async () => {
      await append('s', [visible(1)]);
      await expect(append('s', [], { expectedVersion: 2 })).rejects.toThrow(VersionConflictError);
      await expect(append('missing', [], { expectedVersion: 'exists' })).rejects.toThrow(VersionConflictError);
    });

    test('the conflict names the stream, what was expected, and the version it really has', async () => {
      await append('s', [visible(1), visible(2), visible(3)]);
      await expect(append('s', [visible(4)], { expectedVersion: 2 })).rejects.toMatchObject({
        name: 'VersionConflictError',
        code: 'version-conflict',
        streamId: 's',
        expectedVersion: 2,
        actualVersion: 3,
      });
      await expect(append('s', [visible(4)], { expectedVersion: 'none' })).rejects.toMatchObject({
        actualVersion: 3,
      });
      await expect(append('t', [visible(4)], { expectedVersion: 'exists' })).rejects.toMatchObject({
        actualVersion: 0,
      });
    });

    test('the version of a partial read is the stream’s, whichever part was read', async () => {
      await append('s', [visible(1), visible(2), visible(3)]);
      for (const range of [
        { limit: 1 },
        { limit: 0 },
        { afterVersion: 1, limit: 1 },
        { afterVersion: 3 },
        { afterVersion: 9 },
      ]) {
        expect((await subject.store.events.read('s', range)).version).toBe(3);
      }
      const { version } = await subject.store.events.read('s', { afterVersion: 3 });
      expect(await append('s', [visible(4)], { expectedVersion: version })).toEqual({ version: 4, eventCount: 4 });
    });

    test('the version of the last entry of a partial read is refused as an expectation', async () => {
      await append('s', [visible(1), visible(2), visible(3)]);
      const { entries } = await subject.store.events.read('s', { limit: 2 });
      await expect(append('s', [visible(4)], { expectedVersion: entries.at(-1)?.version ?? 0 })).rejects.toThrow(
        VersionConflictError,
      );
    });

    test('of many appends that expect the same version, exactly one is accepted', async () => {
      await append('s', [visible(0)]);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => append('s', [visible(n), hidden(n)], { expectedVersion: 1 })),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(await subject.store.events.head('s')).toEqual({ version: 3, eventCount: 2 });
    });

    test('appends that expect nothing are all kept, in the order they were made', async () => {
      const heads = await Promise.all(Array.from({ length: 300 }, (_, n) => append('s', [visible(n)])));
      expect(heads.map((head) => head.version)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
      expect(values((await subject.store.events.read('s')).entries)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    });

    test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined, true])(
      'an expectation of %s is refused as an argument',
      async (expectedVersion) => {
        const options = { expectedVersion } as unknown as AppendOptions;
        await expect(subject.store.events.append('s', [visible(1)], options)).rejects.toThrow(TypeError);
      },
    );
  });
}
