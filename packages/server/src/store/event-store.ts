import type { ExpectedVersion } from './expected-version.js';
import type { IdempotencyRecord } from './idempotency-store.js';
import type { NewSession, SessionUpdate } from './session-index.js';

/** An entry to be appended. */
export interface NewEntry {
  /** Anything JSON can carry; kept as JSON text. */
  readonly data: unknown;
  /**
   * Type of the wire event it is seen as on `/changes` and `/events`; `null`: a hidden entry. A visible entry gets the
   * next event index.
   */
  readonly eventType: string | null;
}

/** An entry as it is kept. */
export interface StoredEntry {
  /** Position in the stream; the first entry has version 1, and there are no gaps. */
  readonly version: number;
  /** Position among the visible entries, from 0 and without gaps; `null`: hidden. */
  readonly eventIndex: number | null;
  readonly eventType: string | null;
  readonly data: unknown;
}

/** An entry that is served on the wire. */
export interface VisibleEntry extends StoredEntry {
  readonly eventIndex: number;
  readonly eventType: string;
}

/** How far a stream has come. */
export interface StreamHead {
  /** Version of its last entry, which is the number of its entries; 0: there is no such stream. */
  readonly version: number;
  /** Number of visible entries, which is also the next event index. */
  readonly eventCount: number;
}

/** What an append asks for besides its entries. All of it is written in one transaction, or nothing is. */
export interface AppendOptions {
  readonly expectedVersion: ExpectedVersion;
  /** The session's row in the index, written by the append that creates the stream. */
  readonly create?: NewSession;
  /** Fields of the session's row that these entries change; the others stay. */
  readonly update?: SessionUpdate;
  /** Remembers the reply to a create request under its Idempotency-Key. */
  readonly idempotency?: IdempotencyRecord;
}

/** Which part of a stream to read. */
export interface ReadRange {
  /** Entries with a greater version are read. Default 0: from the start. */
  readonly afterVersion?: number;
  /** Most entries to return. Default: all. */
  readonly limit?: number;
}

/** A part of a stream, and where the whole stream was at the moment of the read. */
export interface StreamSlice extends StreamHead {
  readonly entries: readonly StoredEntry[];
}

/** Which visible entries to read. */
export interface EventRange {
  /** The first event index wanted; with `eventType`, the number of matching events to skip. */
  readonly fromIndex: number;
  /** Most events to return. */
  readonly limit: number;
  /** Only events of exactly this type. Default: all. */
  readonly eventType?: string;
  /** Counts and returns from the newest event backwards. Default false. */
  readonly newestFirst?: boolean;
}

/** Visible entries, and how many there are in all. */
export interface EventSlice {
  readonly events: readonly VisibleEntry[];
  /** How many events there are, of the type asked for. */
  readonly total: number;
}

/**
 * Append-only streams of entries, one per session.
 *
 * An append is atomic and durable: when its promise resolves, the entries, their indexes and the session's row have
 * been written as safely as the store can; when it rejects, none of them has. Appends to one stream are serialised.
 *
 * @example
 * const { version } = await store.events.append(id, [{ eventType: 'AgentStartedEvent', data: entry }], {
 *   expectedVersion: state.version,
 *   update: { status: 'running', startedAt: now },
 * });
 */
export interface EventStore {
  /**
   * Appends entries, in order, and resolves with the stream's new head. No entries: only the row is changed, if the
   * expectation holds.
   *
   * @throws VersionConflictError when the stream is not at the expected version.
   * @throws IdempotencyKeyTakenError when the key of `idempotency` is in use.
   * @throws TypeError when an argument cannot be stored: data that is not JSON, `create` for a stream that exists or
   *   without an entry, `update` for a session that has no row.
   * @throws StoreUnavailableError when the entries could not be written.
   */
  append(sessionId: string, entries: readonly NewEntry[], options: AppendOptions): Promise<StreamHead>;

  /**
   * Reads entries in order. The head in the result is the stream's, whatever part was read: expect its `version` in an
   * append only after reading up to it. A stream that does not exist has version 0 and no entries.
   *
   * @throws CorruptEntryError when a stored entry cannot be read.
   */
  read(sessionId: string, range?: ReadRange): Promise<StreamSlice>;

  /**
   * Reads a page of visible entries. Costs the same anywhere in the stream, except for a skip with `eventType`.
   *
   * @throws CorruptEntryError when a stored entry cannot be read.
   */
  readEvents(sessionId: string, range: EventRange): Promise<EventSlice>;

  /** Where the stream is now. */
  head(sessionId: string): Promise<StreamHead>;

  /**
   * Calls `listener` after each append of at least one entry to the stream, with its new head, once the append is
   * durable and before its promise resolves. Returns the function that ends the subscription. What a listener throws
   * is reported as an uncaught error and does not touch the append or other listeners.
   */
  subscribe(sessionId: string, listener: (head: StreamHead) => void): () => void;
}
