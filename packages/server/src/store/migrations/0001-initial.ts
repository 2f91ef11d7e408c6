import type { Migration } from './migration.js';

/**
 * Streams, sessions and what belongs to them.
 *
 * - `entries` is clustered by stream and version, so that a page is one run through neighbouring rows.
 * - What changes with every append (`streams`) is apart from what changes with the status (`sessions`, which has the
 *   indexes), and both are apart from the documents, which may be megabytes.
 * - `session_counts` follows `sessions` by triggers, so that totals and quotas need no scan.
 * - `session_search` holds trigrams of the searched text, so that `search` needs no scan either.
 */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
    CREATE TABLE streams (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      version INTEGER NOT NULL,
      event_count INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE entries (
      stream INTEGER NOT NULL,
      version INTEGER NOT NULL,
      event_index INTEGER,
      event_type TEXT,
      checksum INTEGER NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (stream, version)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX entries_by_event ON entries (stream, event_index, event_type) WHERE event_index IS NOT NULL;

    CREATE TABLE sessions (
      stream INTEGER PRIMARY KEY,
      owner TEXT NOT NULL,
      agent TEXT,
      status TEXT NOT NULL,
      group_id TEXT,
      parent_id TEXT,
      shared INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      finished_at INTEGER,
      last_activity_at INTEGER,
      expires_at INTEGER
    ) STRICT;
    CREATE INDEX sessions_by_owner ON sessions (owner, created_at);
    CREATE INDEX sessions_by_status ON sessions (owner, status, created_at);
    CREATE INDEX sessions_by_agent ON sessions (owner, agent, created_at) WHERE agent IS NOT NULL;
    CREATE INDEX sessions_by_group ON sessions (owner, group_id, created_at) WHERE group_id IS NOT NULL;
    CREATE INDEX sessions_by_parent ON sessions (owner, parent_id, created_at) WHERE parent_id IS NOT NULL;
    CREATE INDEX sessions_by_finish ON sessions (owner, finished_at) WHERE finished_at IS NOT NULL;
    CREATE INDEX sessions_open ON sessions (created_at)
      WHERE status NOT IN ('completed', 'timed_out', 'interrupted', 'failed');
    CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE expires_at IS NOT NULL;

    CREATE TABLE session_counts (
      owner TEXT NOT NULL,
      status TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (owner, status)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER sessions_counted AFTER INSERT ON sessions BEGIN
      INSERT INTO session_counts VALUES (new.owner, new.status, 1)
        ON CONFLICT (owner, status) DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER sessions_uncounted AFTER DELETE ON sessions BEGIN
      UPDATE session_counts SET count = count - 1 WHERE owner = old.owner AND status = old.status;
    END;
    CREATE TRIGGER sessions_recounted AFTER UPDATE OF status ON sessions WHEN old.status <> new.status BEGIN
      UPDATE session_counts SET count = count - 1 WHERE owner = old.owner AND status = old.status;
      INSERT INTO session_counts VALUES (new.owner, new.status, 1)
        ON CONFLICT (owner, status) DO UPDATE SET count = count + 1;
    END;

    CREATE TABLE session_documents (
      stream INTEGER NOT NULL,
      name TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (stream, name)
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE session_search USING fts5 (
      text, content = '', contentless_delete = 1, tokenize = 'trigram'
    );

    CREATE TABLE resources (
      id INTEGER PRIMARY KEY,
      stream INTEGER NOT NULL,
      bucket TEXT NOT NULL,
      key TEXT NOT NULL,
      media_type TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      checksum INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      UNIQUE (stream, bucket, key)
    ) STRICT;
    CREATE INDEX resources_by_expiry ON resources (expires_at) WHERE expires_at IS NOT NULL;

    CREATE TABLE idempotency (
      owner TEXT NOT NULL,
      key TEXT NOT NULL,
      body_hash TEXT NOT NULL,
      session_id TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      response TEXT NOT NULL,
      PRIMARY KEY (owner, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idempotency_by_session ON idempotency (session_id);
    CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

    CREATE TABLE api_keys (
      hash TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      label TEXT,
      created_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
