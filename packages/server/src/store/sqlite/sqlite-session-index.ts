import { isWireStatus } from '@agent-session/protocol';
import type { WireStatus } from '@agent-session/protocol';
import { CorruptEntryError } from '../errors.js';
import type { SessionDocument } from '../prepare-append.js';
import { checkPage } from '../ranges.js';
import type { SessionIndex, SessionRecord, SessionRow } from '../session-index.js';
import { pageSql, totalSql } from './session-list-sql.js';
import { readNullableJson, readNullableText, readText, text } from './sqlite-driver.js';
import type { SqliteDriver, SqliteRow, SqliteValue } from './sqlite-driver.js';

const ROW_COLUMNS = `${text('t.id')}, ${text('s.owner')}, ${text('s.agent')}, ${text('s.status')},
  ${text('s.group_id')}, ${text('s.parent_id')}, s.shared, s.created_at, s.started_at, s.finished_at,
  s.last_activity_at, s.expires_at`;

/** Makes the session index of a SQLite store. */
export function createSqliteSessionIndex(driver: SqliteDriver): SessionIndex {
  return {
    async get(sessionId) {
      const row = driver.get(
        `SELECT ${ROW_COLUMNS}, t.seq, t.version, t.event_count
         FROM streams t JOIN sessions s ON s.stream = t.seq WHERE t.id = ?`,
        [sessionId],
      );
      return row === undefined ? undefined : readRecord(driver, row);
    },
    async list(query) {
      checkPage(query);
      const page = pageSql(query);
      const rows = driver.all(
        `SELECT ${ROW_COLUMNS}, ${text('d.body')} FROM (${page.sql}) p
         CROSS JOIN sessions s ON s.stream = p.stream
         CROSS JOIN streams t ON t.seq = p.stream
         LEFT JOIN session_documents d ON d.stream = p.stream AND d.name = 'firstMessage'
         ORDER BY s.created_at ${query.order === 'newest' ? 'DESC' : 'ASC'},
                  s.stream ${query.order === 'newest' ? 'DESC' : 'ASC'}`,
        page.values,
      );
      const total = totalSql(query);
      return {
        sessions: rows.map((row) => readRow(row, row[12] ?? null)),
        total: Number(driver.get(total.sql, total.values)?.[0]),
      };
    },
    async countByStatus(owner) {
      const rows = driver.all(`SELECT ${text('status')}, count FROM session_counts WHERE owner = ? AND count > 0`, [
        owner,
      ]);
      return Object.fromEntries(rows.map(([status, count]) => [readStatus(status), Number(count)]));
    },
    async listOpen() {
      const rows = driver.all(
        `SELECT ${text('t.id')} FROM sessions s JOIN streams t ON t.seq = s.stream
         WHERE s.status NOT IN ('completed', 'timed_out', 'interrupted', 'failed')
         ORDER BY s.created_at, s.stream`,
      );
      return rows.map(([id]) => readText(id));
    },
  };
}

function readRow(row: SqliteRow, firstMessage: SqliteValue): SessionRow {
  const [id, owner, agent, status, groupId, parentId, shared, createdAt, ...times] = row;
  const [startedAt, finishedAt, lastActivityAt, expiresAt] = times.map((time) => (time === null ? null : Number(time)));
  return {
    id: readText(id),
    owner: readText(owner),
    agent: readNullableText(agent),
    status: readStatus(status),
    groupId: readNullableText(groupId),
    parentId: readNullableText(parentId),
    firstMessage: readNullableJson(firstMessage),
    shared: shared === 1,
    createdAt: Number(createdAt),
    startedAt: startedAt ?? null,
    finishedAt: finishedAt ?? null,
    lastActivityAt: lastActivityAt ?? null,
    expiresAt: expiresAt ?? null,
  };
}

function readRecord(driver: SqliteDriver, row: SqliteRow): SessionRecord {
  const [seq, version, eventCount] = row.slice(12);
  const documents = new Map(
    driver
      .all(`SELECT ${text('name')}, ${text('body')} FROM session_documents WHERE stream = ? AND name <> 'searchText'`, [
        seq,
      ])
      .map(([name, body]) => [readText(name), body ?? null]),
  );
  const document = (name: SessionDocument): unknown => readNullableJson(documents.get(name) ?? null);
  return {
    ...readRow(row, documents.get('firstMessage') ?? null),
    request: document('request'),
    latestAnswer: document('latestAnswer'),
    checkpoint: document('checkpoint'),
    version: Number(version),
    eventCount: Number(eventCount),
  };
}

function readStatus(value: SqliteValue | undefined): WireStatus {
  const status = readText(value);
  if (!isWireStatus(status)) throw new CorruptEntryError(null, null);
  return status;
}
