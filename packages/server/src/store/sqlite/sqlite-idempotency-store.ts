import type { IdempotencyRecord, IdempotencyStore } from '../idempotency-store.js';
import { readNullableJson, readText, text } from './sqlite-driver.js';
import type { SqliteDriver } from './sqlite-driver.js';

/** Makes the idempotency records of a SQLite store. */
export function createSqliteIdempotencyStore(driver: SqliteDriver): IdempotencyStore {
  return {
    async find(owner, key, now) {
      const row = driver.get(
        `SELECT ${text('body_hash')}, ${text('session_id')}, created_at, expires_at, ${text('response')}
         FROM idempotency WHERE owner = ? AND key = ? AND expires_at > ?`,
        [owner, key, now],
      );
      if (row === undefined) return undefined;
      return {
        owner,
        key,
        bodyHash: readText(row[0]),
        sessionId: readText(row[1]),
        createdAt: Number(row[2]),
        expiresAt: Number(row[3]),
        response: readNullableJson(row[4] ?? null),
      };
    },
  };
}

/** Writes the record unless its key is held by one that has not expired; false then. */
export function claimKey(driver: SqliteDriver, record: IdempotencyRecord & { responseText: string }): boolean {
  const changes = driver.run(
    `INSERT INTO idempotency VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (owner, key) DO UPDATE SET body_hash = ?3, session_id = ?4, created_at = ?5, expires_at = ?6, response = ?7
     WHERE expires_at <= ?5`,
    [
      record.owner,
      record.key,
      record.bodyHash,
      record.sessionId,
      record.createdAt,
      record.expiresAt,
      record.responseText,
    ],
  );
  return changes === 1;
}
