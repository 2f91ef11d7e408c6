/** The reply to a create request, kept under the Idempotency-Key it came with. */
export interface IdempotencyRecord {
  /** Keys of different owners never meet. */
  readonly owner: string;
  readonly key: string;
  /** Hash of the request body, to tell a repeat from another request. */
  readonly bodyHash: string;
  readonly sessionId: string;
  /** The reply to repeat; anything JSON can carry. */
  readonly response: unknown;
  /** Milliseconds since the Unix epoch. From `expiresAt` on the key is free again. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Records are written by `events.append`, together with the session they stand for. */
export interface IdempotencyStore {
  /** The record of the key, if it has not expired at `now` (milliseconds since the Unix epoch). */
  find(owner: string, key: string, now: number): Promise<IdempotencyRecord | undefined>;
}
