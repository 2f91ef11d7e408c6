import { compare } from '../compare.js';
import { agentEvent, closeBare, openBare, openStore } from '../store-files.js';

/**
 * Durable events per second through the store, against the bare driver doing the same transactions on a file of the
 * same form: find the stream, write the entries, move the stream and the session's row on, commit to the disk.
 */
const SESSIONS = 64;
const store = await openStore('append-store', SESSIONS);
await (await openStore('append-bare', SESSIONS)).close();
const bare = openBare('append-bare');

const begin = bare.prepare('BEGIN IMMEDIATE');
const commit = bare.prepare('COMMIT');
const find = bare.prepare('SELECT seq, version, event_count FROM streams WHERE id = ?').raw();
const insert = bare.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)');
const moveStream = bare.prepare('UPDATE streams SET version = ?, event_count = ? WHERE seq = ?');
const moveSession = bare.prepare('UPDATE sessions SET last_activity_at = ? WHERE stream = ?');

function appendBare(id: string, count: number, at: number): void {
  begin.run([]);
  const [seq, version, eventCount] = find.get([id]) as [number, number, number];
  for (let n = 0; n < count; n += 1) {
    insert.run([seq, version + n + 1, eventCount + n, agentEvent.eventType, 0, JSON.stringify(agentEvent.data)]);
  }
  moveStream.run([version + count, eventCount + count, seq]);
  moveSession.run([at, seq]);
  commit.run([]);
}

const single = [agentEvent];
const batch = Array.from({ length: 100 }, () => agentEvent);
const append = (id: string, entries: readonly (typeof agentEvent)[], at: number) =>
  store.events.append(id, entries, { expectedVersion: 'exists', update: { lastActivityAt: at } });

console.log('  one event per append, one append after the other');
await compare({
  contenders: {
    store: {
      iterations: 400,
      run: async (times) => {
        for (let n = 0; n < times; n += 1) await append(`s${n % SESSIONS}`, single, n);
      },
    },
    bare: {
      iterations: 400,
      run: (times) => {
        for (let n = 0; n < times; n += 1) appendBare(`s${n % SESSIONS}`, 1, n);
      },
    },
  },
  subject: 'store',
  figures: [{ name: 'server/store-append-single', against: 'bare', bound: { atLeast: 0.7 } }],
});

console.log('  100 events per append, times per event');
await compare({
  contenders: {
    store: {
      iterations: 4000,
      run: async (times) => {
        for (let n = 0; n < times; n += batch.length) await append(`s${n % SESSIONS}`, batch, n);
      },
    },
    bare: {
      iterations: 4000,
      run: (times) => {
        for (let n = 0; n < times; n += batch.length) appendBare(`s${n % SESSIONS}`, batch.length, n);
      },
    },
  },
  subject: 'store',
  figures: [{ name: 'server/store-append-batched', against: 'bare', bound: { atLeast: 0.7 } }],
});

console.log(`  one event per append, ${SESSIONS} sessions at once`);
await compare({
  contenders: {
    store: {
      iterations: 20 * SESSIONS,
      run: async (times) => {
        for (let n = 0; n < times; n += SESSIONS) {
          await Promise.all(Array.from({ length: SESSIONS }, (_, s) => append(`s${s}`, single, n)));
        }
      },
    },
    bare: {
      iterations: 20 * SESSIONS,
      run: (times) => {
        for (let n = 0; n < times; n += 1) appendBare(`s${n % SESSIONS}`, 1, n);
      },
    },
  },
  subject: 'store',
  figures: [{ name: 'server/store-append-concurrent', against: 'bare', bound: { atLeast: 2 } }],
});

await store.close();
closeBare(bare);
