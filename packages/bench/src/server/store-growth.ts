import process from 'node:process';
import { crc32 } from 'node:zlib';
import { createSqliteStore, type SqliteStore } from '@agent-session/server/sqlite';
import { report } from '../compare.js';
import { agentEvent, closeBare, dataFile, openBare, openStore } from '../store-files.js';

/**
 * What each operation costs as the store grows, along two axes: sessions in the store, and events in one session. The
 * ratio is the cost in the largest store against the smallest; `BENCH_SESSIONS` sets the largest number of sessions.
 */
const largest = Number(process.env['BENCH_SESSIONS'] ?? 1_000_000);
const sizes = [1000, 10_000, 100_000, 1_000_000].filter((size) => size <= largest);
const TIMES = 60;

type Operation = (store: SqliteStore, n: number) => Promise<unknown>;

const page = { owner: 'ann', order: 'newest', offset: 0, limit: 10 } as const;
const bySessions: Readonly<Record<string, Operation>> = {
  append: (store, n) =>
    store.events.append(`s${n}`, [agentEvent], { expectedVersion: 'exists', update: { lastActivityAt: n } }),
  create: (store, n) =>
    store.events.append(`new-${n}`, [agentEvent], {
      expectedVersion: 'none',
      create: { owner: 'ann', status: 'pending', request: {}, createdAt: n, searchText: `a new session, number ${n}` },
      idempotency: {
        owner: 'ann',
        key: `new-${n}`,
        bodyHash: 'h',
        sessionId: `new-${n}`,
        response: {},
        createdAt: 0,
        expiresAt: 1,
      },
    }),
  get: (store, n) => store.sessions.get(`s${n}`),
  'read-changes': (store, n) => store.events.readEvents(`s${n}`, { fromIndex: 0, limit: 200 }),
  'list-newest': (store) => store.sessions.list(page),
  'list-by-status': (store) => store.sessions.list({ ...page, statuses: ['completed', 'failed'] }),
  'list-by-rare-status': (store) => store.sessions.list({ ...page, statuses: ['running', 'idle', 'paused'] }),
  'list-by-group': (store, n) => store.sessions.list({ ...page, groupId: `g${n}` }),
  'count-by-status': (store) => store.sessions.countByStatus('ann'),
  'list-open': (store) => store.sessions.listOpen(),
};

/** Not flat, because what is counted or skipped is a part of the whole: shown, without a promise. */
const shownOnly: Readonly<Record<string, Operation>> = {
  'list-by-search (for words that all have)': (store, n) => store.sessions.list({ ...page, search: `token-${n}-` }),
  'list-by-date (counts half of all)': (store) => store.sessions.list({ ...page, createdBefore: 500 }),
  'list-by-agent (counts half of all)': (store) => store.sessions.list({ ...page, agents: ['agent-1'] }),
  'list-last-page (skips all)': (store) => store.sessions.list({ ...page, order: 'oldest', offset: 999_000_000 }),
};

const byEvents: Readonly<Record<string, Operation>> = {
  append: (store) => store.events.append('s0', [agentEvent], { expectedVersion: 'exists' }),
  'read-changes-at-the-end': async (store) => {
    const { eventCount } = await store.events.head('s0');
    return await store.events.readEvents('s0', { fromIndex: eventCount - 10, limit: 200 });
  },
  'read-changes-in-the-middle': async (store) => {
    const { eventCount } = await store.events.head('s0');
    return await store.events.readEvents('s0', { fromIndex: Math.floor(eventCount / 2), limit: 5 });
  },
  'read-newest-events': (store) => store.events.readEvents('s0', { fromIndex: 0, limit: 5, newestFirst: true }),
  'get-session': (store) => store.sessions.get('s0'),
};

const shownOnlyByEvents: Readonly<Record<string, Operation>> = {
  'read-events-by-type (counts all of the type)': (store) =>
    store.events.readEvents('s0', { fromIndex: 0, limit: 5, eventType: 'AgentEvent' }),
};

await grow('sessions', sizes, seedSessions, bySessions, shownOnly);
await grow('events', [10, 1000, 100_000], seedEvents, byEvents, shownOnlyByEvents);

async function grow(
  axis: string,
  counts: readonly number[],
  seed: (count: number) => Promise<string>,
  promised: Readonly<Record<string, Operation>>,
  shown: Readonly<Record<string, Operation>>,
): Promise<void> {
  const costs = new Map<string, number[]>();
  for (const count of counts) {
    const store = createSqliteStore({ file: dataFile(await seed(count)) });
    for (const [name, operation] of Object.entries({ ...promised, ...shown })) {
      costs.set(name, [...(costs.get(name) ?? []), await medianUs(store, count, operation)]);
    }
    await store.close();
  }
  console.log(`  median µs with ${counts.join(', ')} ${axis}`);
  for (const [name, medians] of costs) console.log(`  ${name}: ${medians.map((us) => us.toPrecision(4)).join(' ')}`);
  for (const name of Object.keys(promised)) {
    const medians = costs.get(name) ?? [];
    const ratio = (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN);
    report({ name: `server/store-growth-${axis}-${name}`, ratio, bound: { atMost: 3 } });
  }
}

async function medianUs(store: SqliteStore, count: number, operation: Operation): Promise<number> {
  const timesUs: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    const which = Math.floor((n / TIMES) * count);
    const start = performance.now();
    await operation(store, which);
    timesUs.push((performance.now() - start) * 1000);
  }
  return timesUs.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Number.NaN;
}

/** Sessions with three entries each, all but a hundred ended, written by the engine itself to be done in a minute. */
async function seedSessions(count: number): Promise<string> {
  const name = `sessions-${count}`;
  await (await openStore(name, 0)).close();
  const bare = openBare(name);
  bare.exec('PRAGMA synchronous = OFF');
  const data = JSON.stringify(agentEvent.data);
  bare.exec(`
    BEGIN;
    CREATE TEMP TABLE numbers AS
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count}) SELECT i FROM n;
    INSERT INTO streams SELECT i + 1, 's' || i, 3, 3 FROM numbers;
    INSERT INTO entries SELECT i + 1, v.column1, v.column1 - 1, 'AgentEvent', ${crc32(data)}, '${data}'
      FROM numbers, (VALUES (1), (2), (3)) v ORDER BY 1, 2;
    INSERT INTO sessions (stream, owner, agent, status, group_id, created_at, finished_at)
      SELECT i + 1, 'ann', 'agent-' || (i % 2),
        CASE WHEN i < 100 THEN 'running' WHEN i % 5 = 0 THEN 'failed' ELSE 'completed' END,
        'g' || i, i * 1000 / ${count}, i FROM numbers;
    INSERT INTO session_documents SELECT i + 1, 'request', '{"agent":"local/web-reader"}' FROM numbers;
    INSERT INTO session_documents SELECT i + 1, 'searchText', 'find the top stories, token-' || i || '-' FROM numbers;
    INSERT INTO session_search (rowid, text) SELECT i + 1, 'find the top stories, token-' || i || '-' FROM numbers;
    COMMIT;
    DROP TABLE numbers`);
  closeBare(bare);
  return name;
}

async function seedEvents(count: number): Promise<string> {
  const name = `events-${count}`;
  const store = await openStore(name, 1);
  const batch = Array.from({ length: 1000 }, () => agentEvent);
  for (let left = count - 1; left > 0; left -= 1000) {
    await store.events.append('s0', batch.slice(0, Math.min(left, 1000)), { expectedVersion: 'exists' });
  }
  await store.close();
  return name;
}
