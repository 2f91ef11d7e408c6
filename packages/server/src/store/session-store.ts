import type { EventStore } from './event-store.js';
import type { IdempotencyStore } from './idempotency-store.js';
import type { KeyStore } from './key-store.js';
import type { ResourceStore } from './resource-store.js';
import type { SessionIndex } from './session-index.js';

/** What `deleteExpired` removed. */
export interface Deletions {
  readonly sessionIds: readonly string[];
  readonly resources: number;
  readonly idempotencyKeys: number;
  /** True when `limit` was reached and there may be more. */
  readonly more: boolean;
}

/**
 * All that a sessions server keeps. One process uses a store at a time.
 *
 * @example
 * const store: SessionStore = createMemoryStore();
 * await store.events.append(id, entries, { expectedVersion: 'none', create: { owner, status: 'pending', request, createdAt } });
 * const { sessions, total } = await store.sessions.list({ owner, order: 'newest', offset: 0, limit: 10 });
 */
export interface SessionStore {
  /** The streams, and the only way to change a session. */
  readonly events: EventStore;
  readonly sessions: SessionIndex;
  readonly keys: KeyStore;
  readonly idempotency: IdempotencyStore;
  readonly resources: ResourceStore;
  /** Deletes a session: its stream, row, resources and idempotency records. Resolves with whether there was one. */
  delete(sessionId: string): Promise<boolean>;
  /**
   * Deletes what has expired at `now` (milliseconds since the Unix epoch): sessions, resources, idempotency records.
   * At most `limit` of each, so that one call stays short.
   */
  deleteExpired(now: number, limit: number): Promise<Deletions>;
  /** Writes what is left and frees everything. Later calls reject with StoreUnavailableError; closing again is fine. */
  close(): Promise<void>;
}
