import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CorruptEntryError, IdempotencyKeyTakenError, StoreUnavailableError, VersionConflictError } from '../errors.js';
import type { AppendOptions, NewEntry } from '../event-store.js';
import type { ExpectedVersion } from '../expected-version.js';
import type { NewSession, SessionQuery } from '../session-index.js';
import { SEARCH_TEXT_LIMIT } from '../session-index.js';
import type { SessionStore } from '../session-store.js';

const visible = (value: unknown, eventType = 'AgentEvent'): NewEntry => ({ eventType, data: { value } });
const hidden = (value: unknown): NewEntry => ({ eventType: null, data: { value } });
const values = (entries: readonly { readonly data: unknown }[]): unknown[] =>
  entries.map((entry) => (entry.data as { value: unknown }).value);

const session = (fields: Partial<NewSession> = {}): NewSession => ({
  owner: 'ann',
  status: 'pending',
  request: { agent: 'local/web-reader' },
  createdAt: 1000,
  ...fields,
});

/** The cases every session store passes. `open` gives a new, empty store; the suite closes it. */
export function describeSessionStore(name: string, open: () => SessionStore): void {
  describe(`${name} keeps the contract of a session store`, () => {
    let store: SessionStore;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => store.close());

    const append = (id: string, entries: readonly NewEntry[], options: Partial<AppendOptions> = {}) =>
      store.events.append(id, entries, { expectedVersion: 'any', ...options });
    const create = (id: string, fields: Partial<NewSession> = {}) =>
      append(id, [visible('first')], { expectedVersion: 'none', create: session(fields) });
    const list = async (query: Partial<SessionQuery> = {}) => {
      const { sessions, total } = await store.sessions.list({
        owner: 'ann',
        order: 'oldest',
        offset: 0,
        limit: 100,
        ...query,
      });
      return { ids: sessions.map((row) => row.id), total };
    };

    describe('streams', () => {
      test('versions count from 1 and event indexes from 0, both without gaps, over several appends', async () => {
        expect(await append('s', [visible('a'), hidden('b'), visible('c')])).toEqual({ version: 3, eventCount: 2 });
        expect(await append('s', [hidden('d'), visible('e')])).toEqual({ version: 5, eventCount: 3 });
        const { entries, version, eventCount } = await store.events.read('s');
        expect({ version, eventCount }).toEqual({ version: 5, eventCount: 3 });
        expect(entries).toEqual([
          { version: 1, eventIndex: 0, eventType: 'AgentEvent', data: { value: 'a' } },
          { version: 2, eventIndex: null, eventType: null, data: { value: 'b' } },
          { version: 3, eventIndex: 1, eventType: 'AgentEvent', data: { value: 'c' } },
          { version: 4, eventIndex: null, eventType: null, data: { value: 'd' } },
          { version: 5, eventIndex: 2, eventType: 'AgentEvent', data: { value: 'e' } },
        ]);
      });

      test('a stream that does not exist has version 0 and nothing to read', async () => {
        expect(await store.events.read('nobody')).toEqual({ version: 0, eventCount: 0, entries: [] });
        expect(await store.events.head('nobody')).toEqual({ version: 0, eventCount: 0 });
        expect(await store.events.readEvents('nobody', { fromIndex: 0, limit: 10 })).toEqual({ events: [], total: 0 });
      });

      test('streams do not see each other', async () => {
        await append('a', [visible(1)]);
        await append('b', [visible(2), visible(3)]);
        await append('a', [visible(4)], { expectedVersion: 1 });
        expect(values((await store.events.read('a')).entries)).toEqual([1, 4]);
        expect(values((await store.events.read('b')).entries)).toEqual([2, 3]);
      });

      test('an append of nothing changes nothing, and makes no stream', async () => {
        expect(await append('s', [])).toEqual({ version: 0, eventCount: 0 });
        await append('s', [visible(1)], { expectedVersion: 'none' });
        expect(await append('s', [], { expectedVersion: 1 })).toEqual({ version: 1, eventCount: 1 });
      });

      test('what is read is what JSON makes of what was appended, and cannot be changed from outside', async () => {
        const data = {
          date: new Date(0),
          gone: undefined,
          text: 'é\u0000\ud83d\ude00"\u2028',
          deep: [{ n: 1.5 }, null],
        };
        await append('s', [{ eventType: null, data }]);
        data.text = 'changed';
        const first = await store.events.read('s');
        Object.assign(first.entries[0]?.data ?? {}, { deep: 'changed' });
        expect((await store.events.read('s')).entries[0]?.data).toEqual({
          date: '1970-01-01T00:00:00.000Z',
          text: 'é\u0000\ud83d\ude00"\u2028',
          deep: [{ n: 1.5 }, null],
        });
      });

      test('a large entry is kept whole', async () => {
        const value = 'long text é '.repeat(200_000);
        await append('s', [visible(value)]);
        expect(values((await store.events.read('s')).entries)).toEqual([value]);
      });

      test.each([
        ['undefined', undefined],
        ['a function', () => 1],
        ['a bigint', { n: 1n }],
      ])('data that is %s is refused, and the whole append with it', async (_what, data) => {
        await expect(append('s', [visible(1), { eventType: null, data }])).rejects.toThrow(TypeError);
        expect(await store.events.head('s')).toEqual({ version: 0, eventCount: 0 });
      });

      test('data that refers to itself is refused', async () => {
        const data: Record<string, unknown> = {};
        data['self'] = data;
        await expect(append('s', [{ eventType: null, data }])).rejects.toThrow(/entries\[0\]\.data cannot be stored/);
      });
    });

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
        expect((await store.events.head('s')).version).toBe(allowed ? 1 : 0);
      });

      test.each(holds)('%s on a stream of three entries', async (expectedVersion, _onMissing, allowed) => {
        await append('s', [visible(1), hidden(2), visible(3)]);
        const done = append('s', [visible('x')], { expectedVersion });
        if (allowed) expect(await done).toEqual({ version: 4, eventCount: 3 });
        else await expect(done).rejects.toThrow(VersionConflictError);
        expect((await store.events.head('s')).version).toBe(allowed ? 4 : 3);
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
          expect((await store.events.read('s', range)).version).toBe(3);
        }
        const { version } = await store.events.read('s', { afterVersion: 3 });
        expect(await append('s', [visible(4)], { expectedVersion: version })).toEqual({ version: 4, eventCount: 4 });
      });

      test('the version of the last entry of a partial read is refused as an expectation', async () => {
        await append('s', [visible(1), visible(2), visible(3)]);
        const { entries } = await store.events.read('s', { limit: 2 });
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
        expect(await store.events.head('s')).toEqual({ version: 3, eventCount: 2 });
      });

      test('appends that expect nothing are all kept, in the order they were made', async () => {
        const heads = await Promise.all(Array.from({ length: 300 }, (_, n) => append('s', [visible(n)])));
        expect(heads.map((head) => head.version)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
        expect(values((await store.events.read('s')).entries)).toEqual(Array.from({ length: 300 }, (_, n) => n));
      });

      test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined, true])(
        'an expectation of %s is refused as an argument',
        async (expectedVersion) => {
          const options = { expectedVersion } as unknown as AppendOptions;
          await expect(store.events.append('s', [visible(1)], options)).rejects.toThrow(TypeError);
        },
      );
    });

    describe('reading', () => {
      beforeEach(async () => {
        await append('s', [hidden(0), visible(1, 'A'), hidden(2), visible(3, 'B'), visible(4, 'A'), hidden(5)]);
        await append('s', [visible(6, 'B'), visible(7, 'A')]);
      });

      test.each([
        [{}, [0, 1, 2, 3, 4, 5, 6, 7]],
        [{ afterVersion: 0, limit: 3 }, [0, 1, 2]],
        [{ afterVersion: 5, limit: 2 }, [5, 6]],
        [{ afterVersion: 7 }, [7]],
        [{ afterVersion: 8 }, []],
        [{ afterVersion: 100 }, []],
        [{ limit: 0 }, []],
      ])('entries of the range %j', async (range, expected) => {
        expect(values((await store.events.read('s', range)).entries)).toEqual(expected);
      });

      test.each([
        [{ fromIndex: 0, limit: 100 }, [1, 3, 4, 6, 7], 5],
        [{ fromIndex: 0, limit: 2 }, [1, 3], 5],
        [{ fromIndex: 2, limit: 2 }, [4, 6], 5],
        [{ fromIndex: 4, limit: 2 }, [7], 5],
        [{ fromIndex: 5, limit: 2 }, [], 5],
        [{ fromIndex: 50, limit: 2 }, [], 5],
        [{ fromIndex: 0, limit: 0 }, [], 5],
        [{ fromIndex: 0, limit: 2, newestFirst: true }, [7, 6], 5],
        [{ fromIndex: 3, limit: 9, newestFirst: true }, [3, 1], 5],
        [{ fromIndex: 0, limit: 9, eventType: 'A' }, [1, 4, 7], 3],
        [{ fromIndex: 1, limit: 1, eventType: 'A' }, [4], 3],
        [{ fromIndex: 1, limit: 9, eventType: 'A', newestFirst: true }, [4, 1], 3],
        [{ fromIndex: 0, limit: 9, eventType: 'C' }, [], 0],
      ])('events of the range %j', async (range, expected, total) => {
        const slice = await store.events.readEvents('s', range);
        expect(values(slice.events)).toEqual(expected);
        expect(slice.total).toBe(total);
      });

      test('events carry their index and version', async () => {
        const { events } = await store.events.readEvents('s', { fromIndex: 1, limit: 1 });
        expect(events).toEqual([{ version: 4, eventIndex: 1, eventType: 'B', data: { value: 3 } }]);
      });

      test.each([{ afterVersion: -1 }, { limit: -1 }, { limit: 1.5 }, { afterVersion: Number.NaN }])(
        'the range %j is refused',
        async (range) => {
          await expect(store.events.read('s', range)).rejects.toThrow(RangeError);
        },
      );

      test('a page that begins before 0 or has no whole size is refused', async () => {
        await expect(store.events.readEvents('s', { fromIndex: -1, limit: 1 })).rejects.toThrow(RangeError);
        await expect(store.events.readEvents('s', { fromIndex: 0, limit: -1 })).rejects.toThrow(RangeError);
        await expect(store.sessions.list({ owner: 'ann', order: 'newest', offset: -1, limit: 1 })).rejects.toThrow(
          RangeError,
        );
      });
    });

    describe('subscriptions', () => {
      test('a listener hears each append with its head, after it can be read, and before the append resolves', async () => {
        const heard: unknown[] = [];
        const reads: Promise<unknown>[] = [];
        store.events.subscribe('s', (head) => {
          heard.push(head);
          reads.push(store.events.head('s'));
        });
        const done = append('s', [visible(1), hidden(2)]);
        const seenWhenDone = done.then(() => heard.length);
        expect(await seenWhenDone).toBe(1);
        await append('s', [visible(3)]);
        expect(heard).toEqual([
          { version: 2, eventCount: 1 },
          { version: 3, eventCount: 2 },
        ]);
        expect(await Promise.all(reads)).toEqual(heard);
      });

      test('it hears nothing of other streams, refused appends, appends of nothing, or after it left', async () => {
        const listener = vi.fn();
        const leave = store.events.subscribe('s', listener);
        await append('other', [visible(1)]);
        await expect(append('s', [visible(1)], { expectedVersion: 7 })).rejects.toThrow();
        await append('s', []);
        expect(listener).not.toHaveBeenCalled();
        leave();
        leave();
        await append('s', [visible(1)]);
        expect(listener).not.toHaveBeenCalled();
      });

      test('one function subscribed twice is told twice, and leaves once at a time', async () => {
        const listener = vi.fn();
        const leave = store.events.subscribe('s', listener);
        store.events.subscribe('s', listener);
        await append('s', [visible(1)]);
        expect(listener).toHaveBeenCalledTimes(2);
        leave();
        await append('s', [visible(2)]);
        expect(listener).toHaveBeenCalledTimes(3);
      });
    });

    describe('session rows', () => {
      test('a session is created together with its first entries, and read back whole', async () => {
        await append('s', [visible(1), hidden(2)], {
          expectedVersion: 'none',
          create: {
            owner: 'ann',
            agent: 'local/web-reader',
            status: 'queued',
            groupId: 'g',
            parentId: 'p',
            request: { agent: 'local/web-reader', max_steps: 3 },
            firstMessage: { message: 'hello' },
            latestAnswer: [1, null],
            checkpoint: { version: 2 },
            shared: true,
            createdAt: 1,
            startedAt: 2,
            finishedAt: 3,
            lastActivityAt: 4,
            expiresAt: 5,
          },
        });
        expect(await store.sessions.get('s')).toEqual({
          id: 's',
          owner: 'ann',
          agent: 'local/web-reader',
          status: 'queued',
          groupId: 'g',
          parentId: 'p',
          request: { agent: 'local/web-reader', max_steps: 3 },
          firstMessage: { message: 'hello' },
          latestAnswer: [1, null],
          checkpoint: { version: 2 },
          shared: true,
          createdAt: 1,
          startedAt: 2,
          finishedAt: 3,
          lastActivityAt: 4,
          expiresAt: 5,
          version: 2,
          eventCount: 1,
        });
      });

      test('what a new row leaves out is null, false or empty', async () => {
        await create('s');
        expect(await store.sessions.get('s')).toMatchObject({
          agent: null,
          groupId: null,
          parentId: null,
          firstMessage: null,
          latestAnswer: null,
          checkpoint: null,
          shared: false,
          startedAt: null,
          finishedAt: null,
          lastActivityAt: null,
          expiresAt: null,
        });
      });

      test('an update changes the fields it names, and no other', async () => {
        await create('s', { startedAt: 5, shared: true, firstMessage: 'm' });
        await append('s', [visible(2)], { update: { status: 'running', lastActivityAt: 7, latestAnswer: { a: 1 } } });
        expect(await store.sessions.get('s')).toMatchObject({
          status: 'running',
          startedAt: 5,
          lastActivityAt: 7,
          shared: true,
          firstMessage: 'm',
          latestAnswer: { a: 1 },
          version: 2,
        });
        await append('s', [], { update: { startedAt: null, latestAnswer: null, shared: false } });
        expect(await store.sessions.get('s')).toMatchObject({
          startedAt: null,
          latestAnswer: null,
          shared: false,
          version: 2,
        });
      });

      test('a refused append leaves the row as it was', async () => {
        await create('s');
        const refused = append('s', [visible(2)], { expectedVersion: 9, update: { status: 'failed' } });
        await expect(refused).rejects.toThrow(VersionConflictError);
        expect(await store.sessions.get('s')).toMatchObject({ status: 'pending', version: 1 });
      });

      test('a session cannot be created twice, and an update needs a row', async () => {
        await create('s');
        await expect(append('s', [visible(2)], { create: session() })).rejects.toThrow(TypeError);
        await append('bare', [visible(1)]);
        await expect(append('bare', [visible(2)], { update: { status: 'running' } })).rejects.toThrow(TypeError);
        await expect(append('none', [visible(1)], { update: { status: 'running' } })).rejects.toThrow(TypeError);
        await expect(append('none', [], { update: {} })).rejects.toThrow(TypeError);
        await expect(append('none', [], { create: session() })).rejects.toThrow(TypeError);
        await expect(append('s', [], { create: session(), update: {} })).rejects.toThrow(TypeError);
        expect(await store.events.head('s')).toEqual({ version: 1, eventCount: 1 });
        expect(await store.events.head('bare')).toEqual({ version: 1, eventCount: 1 });
        expect(await store.events.head('none')).toEqual({ version: 0, eventCount: 0 });
        expect(await store.sessions.get('bare')).toBeUndefined();
        expect(await store.sessions.get('none')).toBeUndefined();
      });

      test.each([
        ['a Date for a time', { startedAt: new Date() }],
        ['a boolean for a time', { startedAt: true }],
        ['a bigint for a time', { startedAt: 1n }],
        ['part of a millisecond', { startedAt: 1.5 }],
        ['NaN for a time', { createdAt: Number.NaN }],
        ['bytes for a name', { owner: new Uint8Array(2) }],
        ['an empty owner', { owner: '' }],
        ['no owner', { owner: undefined }],
        ['a NUL in a name', { groupId: 'a\u0000b' }],
        ['half a surrogate pair in a name', { agent: '\ud800' }],
        ['an object for a name', { parentId: {} }],
        ['a number for a switch', { shared: 1 }],
        ['an unknown status', { status: 'resting' }],
        ['no request', { request: undefined }],
        ['a bigint in a document', { latestAnswer: { n: 1n } }],
        ['bytes for the searched text', { searchText: new Uint8Array(1) }],
      ])('%s is refused with a TypeError, whole and alive', async (_what, fields) => {
        await expect(create('s', fields as Partial<NewSession>)).rejects.toThrow(TypeError);
        expect(await store.events.head('s')).toEqual({ version: 0, eventCount: 0 });
        expect(await create('s')).toEqual({ version: 1, eventCount: 1 });
      });
    });

    describe('lists', () => {
      test('are in the order of creation, newest or oldest first, ties by when they were added', async () => {
        await create('b', { createdAt: 20 });
        await create('a', { createdAt: 10 });
        await create('c1', { createdAt: 30 });
        await create('c2', { createdAt: 30 });
        expect(await list()).toEqual({ ids: ['a', 'b', 'c1', 'c2'], total: 4 });
        expect(await list({ order: 'newest' })).toEqual({ ids: ['c2', 'c1', 'b', 'a'], total: 4 });
        expect(await list({ order: 'newest', offset: 1, limit: 2 })).toEqual({ ids: ['c1', 'b'], total: 4 });
        expect(await list({ offset: 4 })).toEqual({ ids: [], total: 4 });
        expect(await list({ limit: 0 })).toEqual({ ids: [], total: 4 });
      });

      test('show rows without the large documents', async () => {
        await create('s', { firstMessage: { message: 'hi' }, agent: 'x' });
        const { sessions } = await store.sessions.list({ owner: 'ann', order: 'newest', offset: 0, limit: 1 });
        expect(sessions).toEqual([
          {
            id: 's',
            owner: 'ann',
            agent: 'x',
            status: 'pending',
            groupId: null,
            parentId: null,
            firstMessage: { message: 'hi' },
            shared: false,
            createdAt: 1000,
            startedAt: null,
            finishedAt: null,
            lastActivityAt: null,
            expiresAt: null,
          },
        ]);
      });

      test.each<readonly [Partial<SessionQuery>, string[]]>([
        [{ statuses: ['running'] }, ['b', 'e']],
        [{ statuses: ['running', 'completed'] }, ['b', 'c', 'e']],
        [{ statuses: ['running', 'running'] }, ['b', 'e']],
        [{ statuses: [] }, []],
        [{ statuses: ['failed'] }, []],
        [{ agents: ['x'] }, ['a', 'b']],
        [{ agents: ['x', 'y', 'nobody'] }, ['a', 'b', 'c']],
        [{ agents: [] }, []],
        [{ groupId: 'g' }, ['a', 'c', 'e']],
        [{ parentId: 'a' }, ['b', 'c']],
        [{ groupId: 'g', parentId: 'a' }, ['c']],
        [{ groupId: 'g', statuses: ['running', 'completed'] }, ['c', 'e']],
        [{ statuses: ['running'], agents: ['x'] }, ['b']],
        [{ statuses: ['running', 'completed'], agents: ['x', 'y'] }, ['b', 'c']],
        [{ createdAfter: 20 }, ['c', 'd', 'e']],
        [{ createdBefore: 20 }, ['a']],
        [{ createdAfter: 10, createdBefore: 40 }, ['b', 'c']],
        [{ finishedAfter: 50 }, ['d']],
        [{ finishedBefore: 51 }, ['c']],
        [{ finishedBefore: 50 }, []],
        [{ search: 'NEWS' }, ['a', 'd']],
        [{ search: 'stories' }, ['a']],
        [{ search: 'é' }, ['b']],
        [{ search: 'É' }, ['b']],
        [{ search: 'no' }, ['c']],
        [{ search: '"quoted" AND (x' }, ['e']],
        [{ search: 'a%b_c' }, ['c']],
        [{ search: '%' }, ['c']],
        [{ search: '' }, ['a', 'b', 'c', 'd', 'e']],
        [{ search: 'news', statuses: ['pending'] }, ['a', 'd']],
        [{ search: 'news', createdAfter: 10 }, ['d']],
        [{ search: 'nothing like it' }, []],
        [{ owner: 'bob' }, ['f']],
        [{ owner: 'bob', search: 'news' }, ['f']],
        [{ owner: 'nobody' }, []],
      ])('filter by %j', async (query, expected) => {
        await create('a', { agent: 'x', groupId: 'g', createdAt: 10, searchText: 'Top stories on Hacker News' });
        await create('b', { agent: 'x', parentId: 'a', createdAt: 20, status: 'running', searchText: 'café' });
        await create('c', { agent: 'y', groupId: 'g', parentId: 'a', createdAt: 30, searchText: 'a%b_c\nNo' });
        await create('d', { createdAt: 40, searchText: 'the news\nof today', finishedAt: 51 });
        await create('e', { groupId: 'g', createdAt: 50, status: 'running', searchText: 'say "quoted" AND (x' });
        await create('f', { owner: 'bob', createdAt: 60, searchText: 'news' });
        await append('c', [visible(2)], { update: { status: 'completed', finishedAt: 50 } });
        expect(await list(query)).toEqual({ ids: expected, total: expected.length });
        expect(await list({ ...query, order: 'newest' })).toEqual({
          ids: expected.toReversed(),
          total: expected.length,
        });
        const second = { ids: expected.slice(1, 2), total: expected.length };
        expect(await list({ ...query, offset: 1, limit: 1 })).toEqual(second);
      });

      test('search follows the text as it changes, up to its limit', async () => {
        await create('s', { searchText: 'before' });
        await append('s', [visible(2)], { update: { searchText: 'after' } });
        expect((await list({ search: 'before' })).ids).toEqual([]);
        expect((await list({ search: 'after' })).ids).toEqual(['s']);
        await append('s', [visible(3)], { update: { searchText: `${'x'.repeat(SEARCH_TEXT_LIMIT)}beyond` } });
        expect((await list({ search: 'after' })).ids).toEqual([]);
        expect((await list({ search: 'beyond' })).ids).toEqual([]);
        expect((await list({ search: 'xxxx' })).ids).toEqual(['s']);
      });

      test('a NUL in the searched text hides nothing behind it', async () => {
        await create('s', { searchText: 'one\u0000two' });
        expect((await list({ search: 'two' })).ids).toEqual(['s']);
        expect((await list({ search: 'e\u0000t' })).ids).toEqual(['s']);
      });

      test('sessions are counted by status and owner, through changes and deletion', async () => {
        await create('a');
        await create('b');
        await create('c', { status: 'queued' });
        await create('d', { owner: 'bob' });
        expect(await store.sessions.countByStatus('ann')).toEqual({ pending: 2, queued: 1 });
        await append('a', [visible(2)], { update: { status: 'running' } });
        await append('a', [visible(3)], { update: { status: 'running' } });
        await append('c', [visible(2)], { update: { status: 'pending' } });
        expect(await store.sessions.countByStatus('ann')).toEqual({ pending: 2, running: 1 });
        await store.delete('a');
        expect(await store.sessions.countByStatus('ann')).toEqual({ pending: 2 });
        expect(await store.sessions.countByStatus('nobody')).toEqual({});
        expect(await list({ statuses: ['running'] })).toEqual({ ids: [], total: 0 });
      });

      test('sessions that have not ended are listed for all owners, oldest first', async () => {
        const statuses = ['queued', 'pending', 'running', 'awaiting_tool_results', 'paused', 'idle'] as const;
        for (const [n, status] of statuses.entries())
          await create(status, { status, createdAt: 100 - n, owner: `o${n}` });
        for (const status of ['completed', 'timed_out', 'interrupted', 'failed'] as const)
          await create(status, { status });
        expect(await store.sessions.listOpen()).toEqual(statuses.toReversed());
        await append('idle', [visible(2)], { update: { status: 'completed' } });
        expect(await store.sessions.listOpen()).not.toContain('idle');
      });
    });

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
        expect(await store.idempotency.find('ann', 'k', 199)).toEqual(record);
        expect(await store.idempotency.find('ann', 'k', 200)).toBeUndefined();
        expect(await store.idempotency.find('bob', 'k', 150)).toBeUndefined();
        expect(await store.idempotency.find('ann', 'K', 150)).toBeUndefined();
      });

      test('a key in use refuses the whole append; other owners and later times are free', async () => {
        await append('s', [visible(1)], { create: session(), idempotency: record });
        const again = append('t', [visible(1)], {
          create: session(),
          idempotency: { ...record, sessionId: 't', createdAt: 199 },
        });
        await expect(again).rejects.toThrow(IdempotencyKeyTakenError);
        await expect(again).rejects.toMatchObject({ code: 'idempotency-key-taken', key: 'k' });
        expect(await store.events.head('t')).toEqual({ version: 0, eventCount: 0 });
        expect(await store.sessions.get('t')).toBeUndefined();
        await append('u', [visible(1)], {
          create: session(),
          idempotency: { ...record, owner: 'bob', sessionId: 'u' },
        });
        const later = { ...record, sessionId: 't', createdAt: 200, expiresAt: 300 };
        await append('t', [visible(1)], { create: session(), idempotency: later });
        expect(await store.idempotency.find('ann', 'k', 250)).toEqual(later);
      });

      test('a refused create leaves the key free', async () => {
        await create('s');
        const refused = append('s', [visible(1)], { expectedVersion: 'none', create: session(), idempotency: record });
        await expect(refused).rejects.toThrow(VersionConflictError);
        const twice = append('s', [visible(1)], { create: session(), idempotency: record });
        await expect(twice).rejects.toThrow(TypeError);
        expect(await store.idempotency.find('ann', 'k', 150)).toBeUndefined();
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

    describe('keys', () => {
      test('are added, found by hash, replaced, listed oldest first and removed', async () => {
        const one = { hash: 'h1', owner: 'ann', label: null, createdAt: 2 };
        const two = { hash: 'h2', owner: 'bob', label: 'laptop', createdAt: 1 };
        await store.keys.put(one);
        await store.keys.put(two);
        expect(await store.keys.find('h2')).toEqual(two);
        expect(await store.keys.find('h3')).toBeUndefined();
        expect(await store.keys.list()).toEqual([two, one]);
        await store.keys.put({ ...one, label: 'desk' });
        expect(await store.keys.find('h1')).toEqual({ ...one, label: 'desk' });
        expect(await store.keys.remove('h1')).toBe(true);
        expect(await store.keys.remove('h1')).toBe(false);
        expect(await store.keys.list()).toEqual([two]);
      });
    });

    test.each([
      { hash: '' },
      { owner: undefined },
      { label: 5 },
      { createdAt: new Date() },
      { hash: new Uint8Array(1) },
    ])('a key record with %j is refused', async (fields) => {
      const record = { hash: 'h', owner: 'ann', label: null, createdAt: 1, ...fields };
      await expect(store.keys.put(record as never)).rejects.toThrow(TypeError);
      expect(await store.keys.list()).toEqual([]);
    });

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
        await store.resources.put({ ...resource, bytes });
        bytes[0] = 9;
        expect(await store.resources.get(resource)).toEqual(resource);
        expect(await store.resources.get({ ...resource, key: 'a/b c/../d.png' })).toBeUndefined();
        expect(await store.resources.get({ ...resource, bucket: 'screenshots' })).toBeUndefined();
        expect(await store.resources.get({ ...resource, sessionId: 't' })).toBeUndefined();
      });

      test('of the same name replace each other, and may be empty', async () => {
        await create('s');
        await store.resources.put(resource);
        const next = { ...resource, bytes: new Uint8Array(0), mediaType: 'text/plain', expiresAt: 9 };
        await store.resources.put(next);
        expect(await store.resources.get(resource)).toEqual(next);
      });

      test('that are a part of a larger buffer keep that part only', async () => {
        await create('s');
        await store.resources.put({ ...resource, bytes: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) });
        expect((await store.resources.get(resource))?.bytes).toEqual(new Uint8Array([2, 3]));
      });

      test('need a session, and bytes', async () => {
        await expect(store.resources.put(resource)).rejects.toThrow(TypeError);
        await create('s');
        for (const bytes of ['text', [1], true, new Date(), 5n, undefined, new ArrayBuffer(2)]) {
          await expect(store.resources.put({ ...resource, bytes } as never)).rejects.toThrow(TypeError);
        }
      });
    });

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
        await store.resources.put(file);
        expect(await store.delete('a')).toBe(true);
        expect(await store.delete('a')).toBe(false);
        expect(await store.events.read('a')).toEqual({ version: 0, eventCount: 0, entries: [] });
        expect(await store.sessions.get('a')).toBeUndefined();
        expect(await store.resources.get(name)).toBeUndefined();
        expect(await store.idempotency.find('ann', 'k', 0)).toBeUndefined();
        expect(await list({ search: 'needle' })).toEqual({ ids: ['b'], total: 1 });
        await create('a');
        expect(await store.events.head('a')).toEqual({ version: 1, eventCount: 1 });
        expect(await store.resources.get(name)).toBeUndefined();
        expect(await list({ search: 'needle' })).toEqual({ ids: ['b'], total: 1 });
        expect((await store.sessions.get('b'))?.version).toBe(1);
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
        await store.resources.put({ ...file, sessionId: 's3', expiresAt: 102 });
        await store.resources.put({ ...file, sessionId: 's4', expiresAt: 103 });
        expect(await store.deleteExpired(99, 10)).toEqual({
          sessionIds: [],
          resources: 0,
          idempotencyKeys: 0,
          more: false,
        });
        expect(await store.deleteExpired(102, 2)).toEqual({
          sessionIds: ['s0', 's1'],
          resources: 1,
          idempotencyKeys: 0,
          more: true,
        });
        expect(await store.deleteExpired(102, 2)).toEqual({
          sessionIds: ['s2'],
          resources: 0,
          idempotencyKeys: 0,
          more: false,
        });
        expect(await store.resources.get({ ...file, sessionId: 's3' })).toBeUndefined();
        expect(await store.resources.get({ ...file, sessionId: 's4' })).toBeDefined();
        expect(await store.deleteExpired(150, 5)).toMatchObject({ sessionIds: [], resources: 1, idempotencyKeys: 2 });
        expect((await list()).ids).toEqual(['s3', 's4']);
      });
    });

    describe('closing', () => {
      test('keeps what was accepted, refuses what comes later, and may be repeated', async () => {
        const last = append('s', [visible(1)]);
        const closed = store.close();
        expect(await last).toEqual({ version: 1, eventCount: 1 });
        await closed;
        await store.close();
        await expect(append('s', [visible(2)])).rejects.toThrow(StoreUnavailableError);
        await expect(store.events.read('s')).rejects.toThrow(StoreUnavailableError);
        await expect(store.sessions.get('s')).rejects.toThrow(StoreUnavailableError);
        await expect(list()).rejects.toMatchObject({ code: 'store-unavailable' });
        await expect(store.keys.list()).rejects.toThrow(StoreUnavailableError);
        await expect(store.delete('s')).rejects.toThrow(StoreUnavailableError);
      });
    });

    test('every error of a store is an Error with a name, a stable code and advice', () => {
      for (const error of [
        new VersionConflictError('s', 1, 2),
        new IdempotencyKeyTakenError('k'),
        new CorruptEntryError('s', 3),
        new StoreUnavailableError('The disk is full.'),
      ]) {
        expect(error).toBeInstanceOf(Error);
        expect(error.name).toBe(error.constructor.name);
        expect(error.code).toMatch(/^[a-z-]+$/);
      }
    });
  });
}
