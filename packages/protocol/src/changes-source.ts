import type { SessionChanges } from './session-changes.js';
import type { SessionStatusBody } from './session.js';

/** One request of the long-poll. */
export interface ChangesRead {
  /** How many events have been seen already. */
  readonly fromIndex: number;
  /** 0: answer at once. */
  readonly waitSeconds: number;
  /** At most so many events in the page. */
  readonly limit?: number;
  /** Default true. */
  readonly includeEvents?: boolean;
  readonly signal?: AbortSignal;
}

/** A page of changes, or word that there is nothing new at the cursor (the wire's 204). */
export type ChangesReading = { readonly kind: 'page'; readonly page: SessionChanges } | { readonly kind: 'empty' };

/**
 * Where a stream reads a session from. The HTTP client is one; a test platform or a worker port can be another.
 * Implementations make one attempt per call: who reads owns the retrying.
 */
export interface ChangesSource {
  readChanges(sessionId: string, read: ChangesRead): Promise<ChangesReading>;
  readStatus(sessionId: string, options?: { readonly signal?: AbortSignal }): Promise<SessionStatusBody>;
}
