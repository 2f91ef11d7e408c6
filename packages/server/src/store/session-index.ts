import type { WireStatus } from '@agent-session/protocol';

/** How many characters of a session's `searchText` are searched; an index of more would slow every append. */
export const SEARCH_TEXT_LIMIT = 10_000;

/**
 * The row of a session: what lists, filters and quotas need without reading its stream. A projection, written in the
 * same transaction as the entries it follows from. Times are milliseconds since the Unix epoch.
 */
export interface SessionRow {
  readonly id: string;
  /** Owner of the key that created it. */
  readonly owner: string;
  /** Catalog id of the agent, or the name of one written out in the request. */
  readonly agent: string | null;
  readonly status: WireStatus;
  readonly groupId: string | null;
  readonly parentId: string | null;
  readonly firstMessage: unknown;
  /** Readable by id without a key. */
  readonly shared: boolean;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly lastActivityAt: number | null;
  /** From this time on `deleteExpired` removes the session and all it holds; `null`: kept. */
  readonly expiresAt: number | null;
}

/** A row with the documents that lists leave out. */
export interface SessionRecord extends SessionRow {
  /** The request as it was accepted. */
  readonly request: unknown;
  readonly latestAnswer: unknown;
  /**
   * Whatever the server keeps so as not to fold the whole stream again, `null` if nothing. It names the version it
   * stands for itself; a reader that does not know its form ignores it.
   */
  readonly checkpoint: unknown;
  /** Where the stream is: number of entries, and number of visible ones. */
  readonly version: number;
  readonly eventCount: number;
}

/** The fields of a row that can change. Absent ones stay as they are. */
export interface SessionUpdate {
  readonly status?: WireStatus;
  readonly firstMessage?: unknown;
  readonly latestAnswer?: unknown;
  readonly checkpoint?: unknown;
  /**
   * What `search` looks in: the first message and the latest answer as text, joined by a line break. Only the first
   * `SEARCH_TEXT_LIMIT` characters are searched.
   */
  readonly searchText?: string;
  readonly shared?: boolean;
  readonly startedAt?: number | null;
  readonly finishedAt?: number | null;
  readonly lastActivityAt?: number | null;
  readonly expiresAt?: number | null;
}

/** A new row. What it leaves out is `null`, `false` or empty. */
export interface NewSession extends SessionUpdate {
  readonly owner: string;
  readonly agent?: string | null;
  readonly status: WireStatus;
  readonly groupId?: string | null;
  readonly parentId?: string | null;
  readonly request: unknown;
  readonly createdAt: number;
}

/** Which sessions to list. Filters that are given must all hold. */
export interface SessionQuery {
  readonly owner: string;
  /** One of these statuses. */
  readonly statuses?: readonly WireStatus[];
  /** One of these agents. */
  readonly agents?: readonly string[];
  readonly groupId?: string;
  readonly parentId?: string;
  /** Case-insensitive text that the first message or the latest answer contains. */
  readonly search?: string;
  /** Strictly before or after, in milliseconds since the Unix epoch. */
  readonly createdBefore?: number;
  readonly createdAfter?: number;
  readonly finishedBefore?: number;
  readonly finishedAfter?: number;
  /** By creation time, then in the order the rows were added; `newest` reverses both. */
  readonly order: 'newest' | 'oldest';
  readonly offset: number;
  readonly limit: number;
}

/** A page of rows, and how many match in all. */
export interface SessionList {
  readonly sessions: readonly SessionRow[];
  readonly total: number;
}

/** The sessions of the store, found by what they are instead of by id. */
export interface SessionIndex {
  /** The session with this id, whoever owns it. */
  get(sessionId: string): Promise<SessionRecord | undefined>;
  list(query: SessionQuery): Promise<SessionList>;
  /** How many sessions of the owner are in each status; statuses with none are left out. */
  countByStatus(owner: string): Promise<Readonly<Partial<Record<WireStatus, number>>>>;
  /** Ids of all sessions in a status that is not terminal, of every owner, oldest first. */
  listOpen(): Promise<readonly string[]>;
}
