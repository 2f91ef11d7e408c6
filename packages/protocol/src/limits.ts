/** Every limit of the contract, once, with its unit in the name. */
export const LIMITS = {
  /** Longest wait of one `/changes` request. More is a 422. */
  maxWaitSeconds: 25,
  /** What the official clients ask for, and ours. */
  defaultWaitSeconds: 20,
  /** Largest page of `GET /sessions` on the newest platform. */
  maxSessionsPageSize: 100,
  /** Largest page of `GET /sessions` on the first platform. */
  maxSessionsPageSizeSeed: 1000,
  /** Page of `GET /sessions` when none is asked for. */
  defaultSessionsPageSize: 10,
  /** Largest page of `/events`. */
  maxEventsPageSize: 200,
  /** Page of `/events` when none is asked for. */
  defaultEventsPageSize: 50,
  /** Shortest `Idempotency-Key`, after trimming. */
  minIdempotencyKeyLength: 1,
  /** Longest `Idempotency-Key`, after trimming. */
  maxIdempotencyKeyLength: 255,
  /** How long the same key gives the same session. */
  idempotencyWindowHours: 24,
  /** Retry-After of an idempotent create that is still in flight. */
  idempotencyRetryAfterSeconds: 2,
  /** Largest request body of the newest platform. */
  maxRequestBytes: 10_000_000,
  /** Largest request body of the first platform. */
  maxRequestBytesSeed: 5_000_000,
  /** Files with one message. */
  maxMessageFiles: 10,
  /** Those files together. */
  maxMessageFileBytes: 7_000_000,
  /** Sessions of one owner that wait for a slot; more get 429. */
  maxQueuedSessions: 1000,
  /** How long after its end a session is kept, unless the request says otherwise. */
  defaultDeleteAfterMinutes: 43_200,
  /** Longest name of a tool. */
  maxToolNameLength: 64,
  /** Longest name of an agent. */
  maxAgentNameLength: 127,
  /** How old a webhook delivery may be. */
  webhookToleranceSeconds: 300,
} as const;
