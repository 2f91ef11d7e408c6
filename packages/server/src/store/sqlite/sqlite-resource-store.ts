import { crc32 } from 'node:zlib';
import { CorruptEntryError } from '../errors.js';
import { checkResource } from '../resource-store.js';
import type { ResourceStore } from '../resource-store.js';
import { readText, text } from './sqlite-driver.js';
import type { SqliteDriver } from './sqlite-driver.js';
import type { WriteQueue } from './write-queue.js';

/** Makes the resources of a SQLite store. */
export function createSqliteResourceStore(driver: SqliteDriver, writes: WriteQueue): ResourceStore {
  return {
    async put(resource) {
      checkResource(resource);
      const { sessionId, bucket, key, mediaType, createdAt, expiresAt, bytes } = resource;
      await writes.run(() => {
        const changes = driver.run(
          `INSERT INTO resources (stream, bucket, key, media_type, created_at, expires_at, checksum, bytes)
           SELECT seq, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM streams WHERE id = ?1
           ON CONFLICT (stream, bucket, key) DO UPDATE SET media_type = excluded.media_type,
             created_at = excluded.created_at, expires_at = excluded.expires_at,
             checksum = excluded.checksum, bytes = excluded.bytes`,
          [sessionId, bucket, key, mediaType, createdAt, expiresAt, crc32(bytes), bytes],
        );
        if (changes === 0) throw new TypeError(`There is no session ${sessionId}.`);
      });
    },
    async get({ sessionId, bucket, key }) {
      const row = driver.get(
        `SELECT ${text('r.media_type')}, r.created_at, r.expires_at, r.checksum, r.bytes
         FROM resources r JOIN streams t ON t.seq = r.stream WHERE t.id = ? AND r.bucket = ? AND r.key = ?`,
        [sessionId, bucket, key],
      );
      if (row === undefined) return undefined;
      const [mediaType, createdAt, expiresAt, checksum, bytes] = row;
      if (!(bytes instanceof Uint8Array) || crc32(bytes) !== checksum) throw new CorruptEntryError(sessionId, null);
      return {
        sessionId,
        bucket,
        key,
        mediaType: readText(mediaType),
        bytes: new Uint8Array(bytes),
        createdAt: Number(createdAt),
        expiresAt: expiresAt === null ? null : Number(expiresAt),
      };
    },
  };
}
