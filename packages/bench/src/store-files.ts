import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createSqliteStore, type SqliteStore } from '@agent-session/server/sqlite';
import Database from 'libsql';

const folder = mkdtempSync(join(tmpdir(), 'agent-session-bench-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});

/** The path of a data file that is removed when the process ends. */
export function dataFile(name: string): string {
  return join(folder, `${name}.db`);
}

/** An event of the size agents send: a policy event of about 500 bytes. */
export const agentEvent = {
  eventType: 'AgentEvent',
  data: {
    type: 'AgentEvent',
    timestamp: '2026-01-01T00:00:00.000Z',
    data: {
      kind: 'policy_event',
      content: 'Read the page and look for the list of stories. '.repeat(8),
      tool_reqs: [],
    },
  },
} as const;

/** A store with sessions `s0`, `s1` … that have one entry each. */
export async function openStore(name: string, sessions: number): Promise<SqliteStore> {
  const store = createSqliteStore({ file: dataFile(name) });
  await Promise.all(
    Array.from({ length: sessions }, (_, n) =>
      store.events.append(`s${n}`, [agentEvent], {
        expectedVersion: 'none',
        create: { owner: 'ann', status: 'running', request: { agent: 'local/web-reader' }, createdAt: n },
      }),
    ),
  );
  return store;
}

/** The bare driver on a file a store has made, set up as the store does. */
export function openBare(name: string): Database.Database {
  const database = new Database(dataFile(name));
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA cache_size = -65536');
  return database;
}

/** Closes it and gives up the lock, which libsql alone would keep until its statements are collected. */
export function closeBare(database: Database.Database): void {
  database.exec('PRAGMA journal_mode = DELETE');
  database.exec('PRAGMA locking_mode = NORMAL');
  database.prepare('SELECT count(*) FROM sqlite_schema').get([]);
  database.close();
}
