/** Every limit of the contract, once, with its unit in the name. */
export const LIMITS = {
  /** Longest wait of one `/changes` request. More is a 422. */
  maxWaitSeconds: 25,
  /** What the official clients ask for. */
  defaultWaitSeconds: 20,
  /** Largest page of `GET /sessions` on the newest platform, and on the first. */
  maxSessionsPageSize: 100,
  maxSessionsPageSizeSeed: 1000,
  defaultSessionsPageSize: 10,
  maxEventsPageSize: 200,
  defaultEventsPageSize: 50,
  minIdempotencyKeyLength: 1,
  maxIdempotencyKeyLength: 255,
  idempotencyWindowHours: 24,
  /** Retry-After of an idempotent create that is still in flight. */
  idempotencyRetryAfterSeconds: 2,
  maxRequestBytes: 10_000_000,
  maxRequestBytesSeed: 5_000_000,
  maxMessageFiles: 10,
  maxMessageFileBytes: 7_000_000,
  maxQueuedSessions: 1000,
  defaultDeleteAfterMinutes: 43_200,
  maxToolNameLength: 64,
  maxAgentNameLength: 127,
  /** How old a webhook delivery may be. */
  webhookToleranceSeconds: 300,
} as const;
