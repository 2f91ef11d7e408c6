import { checkKey } from '../key-store.js';
import type { KeyRecord, KeyStore } from '../key-store.js';
import { readNullableText, readText, text } from './sqlite-driver.js';
import type { SqliteDriver, SqliteRow } from './sqlite-driver.js';
import type { WriteQueue } from './write-queue.js';

const COLUMNS = `${text('hash')}, ${text('owner')}, ${text('label')}, created_at`;

/** Makes the API keys of a SQLite store. */
export function createSqliteKeyStore(driver: SqliteDriver, writes: WriteQueue): KeyStore {
  return {
    async put(record) {
      checkKey(record);
      const { hash, owner, label, createdAt } = record;
      await writes.run(() =>
        driver.run('INSERT OR REPLACE INTO api_keys VALUES (?, ?, ?, ?)', [hash, owner, label, createdAt]),
      );
    },
    async find(hash) {
      const row = driver.get(`SELECT ${COLUMNS} FROM api_keys WHERE hash = ?`, [hash]);
      return row === undefined ? undefined : readKey(row);
    },
    async list() {
      return driver.all(`SELECT ${COLUMNS} FROM api_keys ORDER BY created_at, hash`).map(readKey);
    },
    async remove(hash) {
      return (await writes.run(() => driver.run('DELETE FROM api_keys WHERE hash = ?', [hash]))) === 1;
    },
  };
}

function readKey([hash, owner, label, createdAt]: SqliteRow): KeyRecord {
  return {
    hash: readText(hash),
    owner: readText(owner),
    label: readNullableText(label),
    createdAt: Number(createdAt),
  };
}
