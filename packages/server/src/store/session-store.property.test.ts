import type { WireStatus } from '@agent-session/protocol';
import { WIRE_STATUS_WORDS } from '@agent-session/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VersionConflictError } from './errors.js';
import type { NewEntry } from './event-store.js';
import type { ExpectedVersion } from './expected-version.js';
import { createMemoryStore } from './memory-session-store.js';
import type { SessionQuery } from './session-index.js';
import type { SessionStore } from './session-store.js';
import { createSqliteStore } from './sqlite/sqlite-session-store.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();
const stores: readonly (readonly [string, () => SessionStore])[] = [
  ['memory', createMemoryStore],
  ['SQLite', () => createSqliteStore({ file: folder.newPath() })],
];

const ids = fc.constantFrom('a', 'b', 'c');
const eventTypes = fc.constantFrom('A', 'B', null);
const entries: fc.Arbitrary<NewEntry[]> = fc.array(fc.record({ eventType: eventTypes, data: fc.jsonValue() }), {
  maxLength: 6,
});
const expectations: fc.Arbitrary<ExpectedVersion> = fc.oneof(
  fc.constantFrom<ExpectedVersion>('any', 'none', 'exists'),
  fc.nat({ max: 15 }),
);
const appends = fc.array(fc.record({ id: ids, entries, expectedVersion: expectations, together: fc.boolean() }), {
  maxLength: 25,
});
const ranges = fc.array(
  fc.record({ id: ids, from: fc.nat({ max: 30 }), limit: fc.nat({ max: 12 }), type: eventTypes }),
  {
    maxLength: 10,
  },
);

describe.each(stores)('the %s store', (_name, open) => {
  test('holds exactly what a list per stream would, after any appends, one by one or together', async () => {
    await fc.assert(
      fc.asyncProperty(appends, ranges, async (steps, reads) => {
        const store = open();
        const model = new Map<string, { eventType: string | null; data: unknown }[]>();
        let running: Promise<unknown>[] = [];
        for (const { id, entries: added, expectedVersion, together } of steps) {
          const stream = model.get(id) ?? [];
          const version = stream.length;
          const allowed =
            expectedVersion === 'any' ||
            (expectedVersion === 'none' && version === 0) ||
            (expectedVersion === 'exists' && version > 0) ||
            expectedVersion === version;
          const done = store.events.append(id, added, { expectedVersion });
          if (allowed) {
            model.set(id, [...stream, ...added.map(({ eventType, data }) => ({ eventType, data }))]);
            running.push(done.then((head) => expect(head.version).toBe(version + added.length)));
          } else {
            running.push(
              done.then(
                () => expect.unreachable(`accepted ${expectedVersion} at ${version}`),
                (error: unknown) => {
                  expect(error).toBeInstanceOf(VersionConflictError);
                  expect((error as VersionConflictError).actualVersion).toBe(version);
                },
              ),
            );
          }
          if (together) continue;
          await Promise.all(running);
          running = [];
        }
        await Promise.all(running);

        for (const { id, from, limit, type } of reads) {
          let index = 0;
          const all = (model.get(id) ?? []).map((entry, at) => ({
            version: at + 1,
            eventIndex: entry.eventType === null ? null : index++,
            eventType: entry.eventType,
            // JSON has no negative zero.
            data: JSON.parse(JSON.stringify(entry.data)) as unknown,
          }));
          const head = { version: all.length, eventCount: index };
          expect(await store.events.read(id)).toEqual({ ...head, entries: all });
          expect(await store.events.read(id, { afterVersion: from, limit })).toEqual({
            ...head,
            entries: all.slice(from, from + limit),
          });
          const wanted = all.filter((entry) => entry.eventType !== null && (type === null || entry.eventType === type));
          const range = { fromIndex: from, limit, ...(type !== null && { eventType: type }) };
          expect(await store.events.readEvents(id, range)).toEqual({
            events: wanted.slice(from, from + limit),
            total: wanted.length,
          });
          expect(await store.events.readEvents(id, { ...range, newestFirst: true })).toEqual({
            events: wanted.toReversed().slice(from, from + limit),
            total: wanted.length,
          });
        }
        await store.close();
      }),
      { numRuns: 40 },
    );
  });
});

const statuses = fc.constantFrom<WireStatus>(...WIRE_STATUS_WORDS);
const owners = fc.constantFrom('ann', 'bob');
const times = fc.nat({ max: 12 });
const names = fc.constantFrom('x', 'y', 'z');
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '"', '%', 'é', 'É', '*'), maxLength: 8 });

const changes = fc.record(
  {
    status: statuses,
    startedAt: times,
    finishedAt: fc.option(times),
    lastActivityAt: times,
    searchText: texts,
    shared: fc.boolean(),
  },
  { requiredKeys: [] },
);
const sessions = fc.array(
  fc.record({
    create: fc
      .tuple(
        fc.record({
          owner: owners,
          status: statuses,
          createdAt: times,
          agent: fc.option(names),
          groupId: fc.option(names),
          parentId: fc.option(names),
        }),
        changes,
      )
      .map(([fixed, change]) => ({ request: {}, ...change, ...fixed })),
    updates: fc.array(changes, { maxLength: 3 }),
    deleted: fc.boolean(),
  }),
  { maxLength: 20 },
);
const queries: fc.Arbitrary<SessionQuery[]> = fc.array(
  fc
    .tuple(
      fc.record({
        owner: owners,
        order: fc.constantFrom('newest' as const, 'oldest' as const),
        offset: fc.nat({ max: 5 }),
        limit: fc.nat({ max: 8 }),
      }),
      fc.record(
        {
          statuses: fc.array(statuses, { maxLength: 4 }),
          agents: fc.array(names, { maxLength: 3 }),
          groupId: names,
          parentId: names,
          search: texts,
          createdBefore: times,
          createdAfter: times,
          finishedBefore: times,
          finishedAfter: times,
        },
        { requiredKeys: [] },
      ),
    )
    .map(([page, filters]) => ({ ...page, ...filters })),
  { minLength: 5, maxLength: 15 },
);

test('both stores list, count and read the same after the same changes', async () => {
  await fc.assert(
    fc.asyncProperty(sessions, queries, async (rows, asked) => {
      const both = stores.map(([, open]) => open());
      for (const store of both) {
        for (const [n, { create, updates, deleted }] of rows.entries()) {
          const id = `s${n}`;
          await store.events.append(id, [{ eventType: 'A', data: n }], { expectedVersion: 'none', create });
          for (const update of updates) await store.events.append(id, [], { expectedVersion: 1, update });
          if (deleted && n % 3 === 0) await store.delete(id);
        }
      }
      const [reference, subject] = await Promise.all(
        both.map(async (store) => ({
          lists: await Promise.all(asked.map((query) => store.sessions.list(query))),
          records: await Promise.all(rows.map((_, n) => store.sessions.get(`s${n}`))),
          counts: [await store.sessions.countByStatus('ann'), await store.sessions.countByStatus('bob')],
          open: await store.sessions.listOpen(),
        })),
      );
      expect(subject).toEqual(reference);
      await Promise.all(both.map((store) => store.close()));
    }),
    { numRuns: 40 },
  );
});
