import type { FixedFields, MutableFields, SessionDocument } from '../prepare-append.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { readText, text } from './sqlite-driver.js';

const COLUMNS = {
  status: 'status',
  shared: 'shared',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  lastActivityAt: 'last_activity_at',
  expiresAt: 'expires_at',
} as const satisfies Record<keyof MutableFields, string>;

const FIELDS = Object.keys(COLUMNS) as readonly (keyof MutableFields)[];

/** Writes the row of a new session. */
export function insertSession(driver: SqliteDriver, seq: number, fixed: FixedFields, fields: MutableFields): void {
  driver.run(
    `INSERT INTO sessions (stream, owner, agent, group_id, parent_id, created_at,
       status, shared, started_at, finished_at, last_activity_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      seq,
      fixed.owner,
      fixed.agent,
      fixed.groupId,
      fixed.parentId,
      fixed.createdAt,
      fields.status,
      fields.shared ?? false,
      fields.startedAt,
      fields.finishedAt,
      fields.lastActivityAt,
      fields.expiresAt,
    ],
  );
}

/** Writes the fields that are given, and nothing else; false when there is no such row. */
export function updateSession(driver: SqliteDriver, seq: number, fields: MutableFields): boolean {
  const given = FIELDS.filter((field) => fields[field] !== undefined);
  if (given.length === 0) return driver.get('SELECT 1 FROM sessions WHERE stream = ?', [seq]) !== undefined;
  const assignments = given.map((field) => `${COLUMNS[field]} = ?`).join(', ');
  const values = given.map((field) => fields[field]);
  return driver.run(`UPDATE sessions SET ${assignments} WHERE stream = ?`, [...values, seq]) === 1;
}

/** Writes the documents that are given, and keeps the search index in step. */
export function writeDocuments(
  driver: SqliteDriver,
  seq: number,
  documents: ReadonlyMap<SessionDocument, string>,
): void {
  for (const [name, body] of documents) {
    if (name === 'searchText' && !writeSearchText(driver, seq, body)) continue;
    driver.run(
      `INSERT INTO session_documents VALUES (?, ?, ?)
       ON CONFLICT (stream, name) DO UPDATE SET body = excluded.body`,
      [seq, name, body],
    );
  }
}

/** Indexing costs more than the rest of an append, so text that did not change is left; false then. */
function writeSearchText(driver: SqliteDriver, seq: number, body: string): boolean {
  const row = driver.get(`SELECT ${text('body')} FROM session_documents WHERE stream = ? AND name = 'searchText'`, [
    seq,
  ]);
  if (row !== undefined && readText(row[0]) === body) return false;
  if (row !== undefined) driver.run('DELETE FROM session_search WHERE rowid = ?', [seq]);
  driver.run('INSERT INTO session_search (rowid, text) VALUES (?, ?)', [seq, body]);
  return true;
}
