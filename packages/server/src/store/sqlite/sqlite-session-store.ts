import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { StoreUnavailableError } from '../errors.js';
import { Listeners } from '../listeners.js';
import { checkCount } from '../ranges.js';
import type { Deletions, SessionStore } from '../session-store.js';
import { migrate } from './migrate.js';
import { readText, SqliteDriver, text } from './sqlite-driver.js';
import { createSqliteEventStore } from './sqlite-event-store.js';
import { createSqliteIdempotencyStore } from './sqlite-idempotency-store.js';
import { createSqliteKeyStore } from './sqlite-key-store.js';
import { createSqliteResourceStore } from './sqlite-resource-store.js';
import { createSqliteSessionIndex } from './sqlite-session-index.js';
import { WriteQueue } from './write-queue.js';

/** How to open a SQLite store. */
export interface SqliteStoreOptions {
  /** Path of the data file. Made, readable by its owner alone, if there is none; its folder must exist. */
  readonly file: string;
  /** How long to wait for another server to let go of the file, in milliseconds. Default 2000. */
  readonly lockWaitMs?: number;
}

/** A session store in one SQLite file. */
export interface SqliteStore extends SessionStore {
  /**
   * Writes a copy of everything as it is now to a new file, which a store can be opened on. The server goes on
   * afterwards, but nothing else happens while the copy is made: about a second per 300 MB on a fast disk.
   *
   * @throws StoreUnavailableError when the file exists or cannot be written; no half-made copy stays behind.
   */
  backup(file: string): Promise<void>;
}

/**
 * Opens a store in one SQLite file, with a write-ahead log and full synchronisation: what an append has acknowledged
 * survives a crash of the process and, as far as the disk keeps its word, a loss of power. Brings an older file to the
 * current form. The file is locked by the engine until `close`, or until the process ends in whatever way.
 *
 * @throws StoreUnavailableError when the file cannot be opened or written, is held by another server, belongs to
 *   something else, or was written by a newer version.
 *
 * @example
 * import { createSqliteStore } from '@agent-session/server/sqlite';
 *
 * const store = createSqliteStore({ file: './sessions.db' });
 * const server = createServer({ store, agents });
 */
export function createSqliteStore({ file, lockWaitMs = 2000 }: SqliteStoreOptions): SqliteStore {
  createPrivately(file);
  const driver = new SqliteDriver(file, lockWaitMs);
  try {
    migrate(driver, file);
  } catch (error) {
    driver.close();
    throw error;
  }
  return storeOn(driver);
}

/** The store on a file that is open and in the current form. */
export function storeOn(driver: SqliteDriver): SqliteStore {
  const writes = new WriteQueue(driver);
  const listeners = new Listeners();
  return {
    events: createSqliteEventStore(driver, writes, listeners),
    sessions: createSqliteSessionIndex(driver),
    keys: createSqliteKeyStore(driver, writes),
    idempotency: createSqliteIdempotencyStore(driver),
    resources: createSqliteResourceStore(driver, writes),
    delete: (sessionId) => writes.run(() => deleteSession(driver, sessionId)),
    async deleteExpired(now, limit) {
      checkCount(now, 'now');
      checkCount(limit, 'limit');
      return await writes.run(() => deleteExpired(driver, now, limit));
    },
    async backup(target) {
      writes.flush();
      backup(driver, target);
    },
    async close() {
      writes.flush();
      listeners.clear();
      driver.close();
    },
  };
}

/** The file holds sessions and hashes of keys. Only a file that is not there yet is touched. */
function createPrivately(file: string): void {
  if (file === ':memory:' || file.startsWith('file:')) return;
  try {
    // Never open and close a file that may be open already: that would give up the engine's locks on it.
    closeSync(openSync(file, 'wx', 0o600));
  } catch {
    // It exists, or cannot be made: the engine says which, in an error of the store.
  }
}

function deleteSession(driver: SqliteDriver, sessionId: string): boolean {
  driver.run('DELETE FROM idempotency WHERE session_id = ?', [sessionId]);
  const seq = driver.get('SELECT seq FROM streams WHERE id = ?', [sessionId])?.[0];
  if (seq === undefined) return false;
  for (const table of ['entries', 'sessions', 'session_documents', 'resources']) {
    driver.run(`DELETE FROM ${table} WHERE stream = ?`, [seq]);
  }
  driver.run('DELETE FROM session_search WHERE rowid = ?', [seq]);
  driver.run('DELETE FROM streams WHERE seq = ?', [seq]);
  return true;
}

function deleteExpired(driver: SqliteDriver, now: number, limit: number): Deletions {
  const expired = driver
    .all(
      `SELECT ${text('t.id')} FROM sessions s JOIN streams t ON t.seq = s.stream
       WHERE s.expires_at <= ? ORDER BY s.expires_at LIMIT ?`,
      [now, limit + 1],
    )
    .map(([id]) => readText(id));
  const sessionIds = expired.slice(0, limit);
  for (const id of sessionIds) deleteSession(driver, id);
  const [resources, idempotencyKeys] = [
    `DELETE FROM resources WHERE id IN (SELECT id FROM resources WHERE expires_at <= ? LIMIT ?)`,
    `DELETE FROM idempotency WHERE (owner, key) IN (SELECT owner, key FROM idempotency WHERE expires_at <= ? LIMIT ?)`,
  ].map((sql) => driver.run(sql, [now, limit])) as [number, number];
  const isLeft = (table: string): boolean =>
    driver.get(`SELECT 1 FROM ${table} WHERE expires_at <= ? LIMIT 1`, [now]) !== undefined;
  return {
    sessionIds,
    resources,
    idempotencyKeys,
    more: expired.length > limit || isLeft('resources') || isLeft('idempotency'),
  };
}

function backup(driver: SqliteDriver, target: string): void {
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    closeSync(openSync(target, 'wx', 0o600));
  } catch (cause) {
    throw new StoreUnavailableError(
      `The backup ${target} cannot be written: it exists already, or its folder cannot be written. Choose another path.`,
      { cause },
    );
  }
  try {
    closeSync(openSync(partial, 'wx', 0o600));
    driver.run('VACUUM INTO ?', [partial]);
    const copy = openSync(partial, 'r+');
    fsyncSync(copy);
    closeSync(copy);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    rmSync(target, { force: true });
    throw error;
  }
}
