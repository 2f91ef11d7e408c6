import { crc32 } from 'node:zlib';
import { CorruptEntryError, IdempotencyKeyTakenError, VersionConflictError } from '../errors.js';
import type { EventSlice, EventStore, StoredEntry, StreamHead, StreamSlice, VisibleEntry } from '../event-store.js';
import { meetsExpectation } from '../expected-version.js';
import type { Listeners } from '../listeners.js';
import { prepareAppend } from '../prepare-append.js';
import type { PreparedAppend } from '../prepare-append.js';
import { checkEventRange, checkReadRange } from '../ranges.js';
import { claimKey } from './sqlite-idempotency-store.js';
import { insertSession, updateSession, writeDocuments } from './session-rows.js';
import { readNullableText, readText, text } from './sqlite-driver.js';
import type { SqliteDriver, SqliteRow } from './sqlite-driver.js';
import type { WriteQueue } from './write-queue.js';

interface StreamRow extends StreamHead {
  readonly seq: number;
}

const ENTRY_COLUMNS = `version, event_index, ${text('event_type')}, checksum, ${text('data')}`;

/** Makes the streams of a SQLite store. */
export function createSqliteEventStore(driver: SqliteDriver, writes: WriteQueue, listeners: Listeners): EventStore {
  return {
    async append(sessionId, entries, options) {
      const prepared = prepareAppend(sessionId, entries, options);
      const head = await writes.run(() => inStream(sessionId, () => append(driver, prepared)));
      if (entries.length > 0) listeners.notify(sessionId, head);
      return head;
    },
    async read(sessionId, range = {}) {
      const { afterVersion, limit } = checkReadRange(range);
      return inStream(sessionId, () => read(driver, sessionId, afterVersion, limit ?? Number.MAX_SAFE_INTEGER));
    },
    async readEvents(sessionId, range) {
      const { fromIndex, limit, eventType, newestFirst } = checkEventRange(range);
      return inStream(sessionId, () =>
        eventType === null
          ? readEvents(driver, sessionId, fromIndex, limit, newestFirst)
          : readEventsOfType(driver, sessionId, fromIndex, limit, eventType, newestFirst),
      );
    },
    async head(sessionId) {
      const { version, eventCount } = inStream(sessionId, () => findStream(driver, sessionId)) ?? EMPTY;
      return { version, eventCount };
    },
    subscribe: (sessionId, listener) => listeners.subscribe(sessionId, listener),
  };
}

const EMPTY: StreamHead = { version: 0, eventCount: 0 };

function findStream(driver: SqliteDriver, sessionId: string): StreamRow | null {
  const row = driver.get('SELECT seq, version, event_count FROM streams WHERE id = ?', [sessionId]);
  return row === undefined ? null : { seq: Number(row[0]), version: Number(row[1]), eventCount: Number(row[2]) };
}

function append(driver: SqliteDriver, prepared: PreparedAppend): StreamHead {
  const { sessionId, expectedVersion, entries } = prepared;
  const existing = findStream(driver, sessionId);
  const actualVersion = existing?.version ?? 0;
  if (!meetsExpectation(expectedVersion, actualVersion)) {
    throw new VersionConflictError(sessionId, expectedVersion, actualVersion);
  }
  if (prepared.idempotency !== null && !claimKey(driver, prepared.idempotency)) {
    throw new IdempotencyKeyTakenError(prepared.idempotency.key);
  }
  if (prepared.create !== null && existing !== null) throw new TypeError(`Session ${sessionId} exists already.`);
  if (existing === null && entries.length === 0 && !prepared.touchesRow) return EMPTY;

  const head = {
    version: actualVersion + entries.length,
    eventCount: (existing?.eventCount ?? 0) + prepared.visibleCount,
  };
  const seq = existing?.seq ?? insertStream(driver, sessionId, head);
  insertEntries(driver, seq, existing ?? EMPTY, entries);
  if (existing !== null && entries.length > 0) {
    driver.run('UPDATE streams SET version = ?, event_count = ? WHERE seq = ?', [head.version, head.eventCount, seq]);
  }
  if (prepared.create !== null) insertSession(driver, seq, prepared.create, prepared.fields);
  else if (prepared.touchesRow && !updateSession(driver, seq, prepared.fields)) {
    throw new TypeError(`Session ${sessionId} has no row to update.`);
  }
  writeDocuments(driver, seq, prepared.documents);
  return head;
}

function insertStream(driver: SqliteDriver, sessionId: string, head: StreamHead): number {
  return driver.insert('INSERT INTO streams (id, version, event_count) VALUES (?, ?, ?)', [
    sessionId,
    head.version,
    head.eventCount,
  ]);
}

function insertEntries(driver: SqliteDriver, seq: number, head: StreamHead, entries: PreparedAppend['entries']): void {
  let { version, eventCount } = head;
  for (const entry of entries) {
    version += 1;
    const eventIndex = entry.eventType === null ? null : eventCount++;
    driver.run('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)', [
      seq,
      version,
      eventIndex,
      entry.eventType,
      crc32(entry.text),
      entry.text,
    ]);
  }
}

function read(driver: SqliteDriver, sessionId: string, afterVersion: number, limit: number): StreamSlice {
  const stream = findStream(driver, sessionId);
  if (stream === null) return { ...EMPTY, entries: [] };
  const rows = driver.all(
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE stream = ? AND version > ? ORDER BY version LIMIT ?`,
    [stream.seq, afterVersion, limit],
  );
  const entries = rows.map((row) => readEntry(sessionId, row));
  checkComplete(
    sessionId,
    entries.map((entry) => entry.version),
    afterVersion + 1,
    Math.max(0, Math.min(limit, stream.version - afterVersion)),
  );
  return { version: stream.version, eventCount: stream.eventCount, entries };
}

function readEvents(
  driver: SqliteDriver,
  sessionId: string,
  skip: number,
  limit: number,
  newestFirst: boolean,
): EventSlice {
  const stream = findStream(driver, sessionId);
  const total = stream?.eventCount ?? 0;
  if (stream === null || skip >= total || limit === 0) return { events: [], total };
  const count = Math.min(limit, total - skip);
  const lowest = newestFirst ? total - skip - count : skip;
  const rows = driver.all(
    `SELECT ${ENTRY_COLUMNS} FROM entries
     WHERE stream = ?1 AND event_index IS NOT NULL
       AND version >= (SELECT version FROM entries WHERE stream = ?1 AND event_index = ?2)
     ORDER BY version LIMIT ?3`,
    [stream.seq, lowest, count],
  );
  const events = rows.map((row) => readEntry(sessionId, row) as VisibleEntry);
  checkComplete(
    sessionId,
    events.map((event) => event.eventIndex),
    lowest,
    count,
  );
  return { events: newestFirst ? events.toReversed() : events, total };
}

function readEventsOfType(
  driver: SqliteDriver,
  sessionId: string,
  skip: number,
  limit: number,
  eventType: string,
  newestFirst: boolean,
): EventSlice {
  const stream = findStream(driver, sessionId);
  if (stream === null) return { events: [], total: 0 };
  // The index on (stream, event_index, event_type) answers both questions without touching an entry's data.
  const matching =
    'FROM entries INDEXED BY entries_by_event WHERE stream = ?1 AND event_index IS NOT NULL AND event_type = ?2';
  const order = newestFirst ? 'DESC' : 'ASC';
  const total = Number(driver.get(`SELECT count(*) ${matching}`, [stream.seq, eventType])?.[0]);
  const rows = driver.all(
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE stream = ?1
       AND version IN (SELECT version ${matching} ORDER BY event_index ${order} LIMIT ?3 OFFSET ?4)
     ORDER BY version ${order}`,
    [stream.seq, eventType, limit, skip],
  );
  return { events: rows.map((row) => readEntry(sessionId, row) as VisibleEntry), total };
}

function readEntry(sessionId: string, [version, eventIndex, eventType, checksum, data]: SqliteRow): StoredEntry {
  try {
    if (!(data instanceof Uint8Array) || crc32(data) !== checksum) throw new CorruptEntryError(null, null);
    return {
      version: Number(version),
      eventIndex: eventIndex === null ? null : Number(eventIndex),
      eventType: readNullableText(eventType),
      data: JSON.parse(readText(data)) as unknown,
    };
  } catch (cause) {
    throw new CorruptEntryError(sessionId, Number(version), { cause });
  }
}

/** A damaged page can lose or add rows without an error: what is missing must not pass for the end of the stream. */
function checkComplete(sessionId: string, positions: readonly number[], first: number, count: number): void {
  if (positions.length !== count) throw new CorruptEntryError(sessionId, null);
  for (let offset = 0; offset < count; offset++) {
    if (positions[offset] !== first + offset) throw new CorruptEntryError(sessionId, null);
  }
}

/** Names the stream in the error when the file is found to be damaged. */
function inStream<Result>(sessionId: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof CorruptEntryError && error.streamId === null) {
      throw new CorruptEntryError(sessionId, null, { cause: error });
    }
    throw error;
  }
}
