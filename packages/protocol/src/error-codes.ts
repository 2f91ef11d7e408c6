/** What an error code of this project means. */
export interface ErrorCode {
  /** The package whose base class carries it. */
  readonly package: 'core' | 'answers' | 'client' | 'rxjs' | 'server' | 'testing' | 'cli';
  /** What happened, in one sentence. */
  readonly meaning: string;
  /** What to do next. */
  readonly remedy: string;
  /** HTTP status it comes from or is sent with, where there is one. */
  readonly httpStatus?: number | readonly number[];
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
}

/**
 * Every stable `code` an error of this project can carry, once; `docs/reference/errors.md` is generated from it.
 * The wire's own `error_code` words are in `SESSION_ERROR_CODES`, a different thing.
 */
export const ERROR_CODES = {
  'illegal-transition': {
    package: 'core',
    meaning: 'A fact was applied to a state that has no edge for it.',
    remedy:
      'The log is not a history this lifecycle can have: check where it was recorded, or recover its good prefix.',
    retryable: false,
  },
  'command-refused': {
    package: 'core',
    meaning: 'The command is not allowed in the state the session is in.',
    remedy: 'Look at the allowed commands the error names.',
    retryable: false,
  },
  'log-gap': {
    package: 'core',
    meaning: 'A page starts after the next event the log expects.',
    remedy: 'Read again from the index the log expects.',
    retryable: false,
  },
  'ahead-of-events': {
    package: 'core',
    meaning:
      'Entries to append were asked for a session that somebody else runs: a status read is ahead of its events.',
    remedy: 'Ask without a time. Only whoever runs a session appends what a decision gives.',
    retryable: false,
  },
  'reducer-version-mismatch': {
    package: 'core',
    meaning: 'A checkpoint was made by another version of the fold.',
    remedy: 'Replay the log from its start instead.',
    retryable: false,
  },
  'corrupt-log': {
    package: 'core',
    meaning: 'A line of an exported log cannot be read.',
    remedy: 'Recover the good prefix, or restore the file.',
    retryable: false,
  },
  'invalid-schema': {
    package: 'answers',
    meaning: 'The answer_format is not a JSON Schema this package can check.',
    remedy: 'Mend the schema at the place the error names.',
    retryable: false,
  },
  'schema-limit': {
    package: 'answers',
    meaning: 'The answer_format is larger or deeper than the limits allow.',
    remedy: 'Make the schema smaller, or raise the limit it names.',
    retryable: false,
  },
  authentication: {
    package: 'client',
    meaning: 'The platform did not accept the key.',
    remedy: 'Set H_API_KEY (or HAI_API_KEY), or pass apiKey.',
    httpStatus: 401,
    retryable: false,
  },
  payment: {
    package: 'client',
    meaning: 'The token budget of the account is used up.',
    remedy: 'Wait for the next window or raise the plan.',
    httpStatus: 402,
    retryable: false,
  },
  permission: {
    package: 'client',
    meaning: 'The key may not do this.',
    remedy: 'Use a key with the permission.',
    httpStatus: 403,
    retryable: false,
  },
  'not-found': {
    package: 'client',
    meaning: 'There is no such thing, or this key cannot see it.',
    remedy: 'Check the id, the region and the key.',
    httpStatus: 404,
    retryable: false,
  },
  conflict: {
    package: 'client',
    meaning: 'The same idempotent request is still in flight.',
    remedy: 'Send the same request again after Retry-After.',
    httpStatus: 409,
    retryable: true,
  },
  'refused-by-state': {
    package: 'client',
    meaning: 'The platform refused the command in the state the session is in.',
    remedy: 'Read the status and choose an allowed command.',
    httpStatus: [400, 409],
    retryable: false,
  },
  'invalid-request': {
    package: 'client',
    meaning: 'The platform rejected the request.',
    remedy: 'Mend the fields the error names.',
    httpStatus: [400, 413, 415, 422],
    retryable: false,
  },
  quota: {
    package: 'client',
    meaning: 'The concurrency limit is reached.',
    remedy: 'Wait for a session to end, or create with queue: true.',
    httpStatus: 429,
    retryable: true,
  },
  server: {
    package: 'client',
    meaning: 'The platform failed to answer.',
    remedy: 'Try again later; it is not the request.',
    httpStatus: [500, 502, 503, 504],
    retryable: true,
  },
  network: {
    package: 'client',
    meaning: 'The platform could not be reached or the connection broke.',
    remedy: 'Check the connection and the base URL.',
    retryable: true,
  },
  timeout: {
    package: 'client',
    meaning: 'The reply did not come in time.',
    remedy: 'Raise timeoutMs or try again.',
    httpStatus: 408,
    retryable: true,
  },
  protocol: {
    package: 'client',
    meaning: 'The reply is not what the contract says.',
    remedy: 'Check that the base URL points at the platform and nothing rewrites the reply.',
    retryable: true,
  },
  'delivery-unknown': {
    package: 'client',
    meaning: 'The connection broke after the request may have been sent: nobody knows whether it arrived.',
    remedy: 'Look for its effect in the events before sending it again.',
    retryable: false,
  },
  'invalid-argument': {
    package: 'client',
    meaning: 'An argument is outside what the contract allows; nothing was sent.',
    remedy: 'Mend the argument the error names.',
    retryable: false,
  },
  'list-shifted': {
    package: 'client',
    meaning: 'A list changed while it was read page by page, in a way that may have hidden items.',
    remedy: 'Read the list again from its first page.',
    retryable: true,
  },
  'webhook-rejected': {
    package: 'client',
    meaning: 'A webhook delivery is not what the platform signed, or is too old.',
    remedy: 'Answer 400 and drop it; check the secret, the clock and that the raw body is passed.',
    retryable: false,
  },
  'unsupported-runtime': {
    package: 'client',
    meaning: 'This runtime does not show what was asked for.',
    remedy: 'Use the way the error names.',
    retryable: false,
  },
  'stream-failed': {
    package: 'rxjs',
    meaning: 'The platform refuses to let this session be followed any further.',
    remedy: 'See the cause; state and cursor are on the error, so a new watch can go on from there.',
    retryable: false,
  },
  'no-answer': {
    package: 'rxjs',
    meaning: 'The session ended without the answer that was waited for.',
    remedy: 'Read outcome and error of the end state.',
    retryable: false,
  },
  'no-match': {
    package: 'rxjs',
    meaning: 'The stream ended and no state was the one that was waited for.',
    remedy: 'Read the last state on the error; wait for a state that can still come.',
    retryable: false,
  },
  'log-mismatch': {
    package: 'rxjs',
    meaning: 'The recorded log does not continue in the events the platform has for this session.',
    remedy: 'Check that log and session id belong together, or watch without the log.',
    retryable: false,
  },
  'replay-read-only': {
    package: 'rxjs',
    meaning: 'A recorded session was asked to do something.',
    remedy: 'Send commands to the live session instead.',
    retryable: false,
  },
  'version-conflict': {
    package: 'server',
    meaning: 'Somebody appended to the stream first.',
    remedy: 'Load the stream and decide again.',
    retryable: true,
  },
  'idempotency-key-taken': {
    package: 'server',
    meaning: 'The Idempotency-Key already stands for a session.',
    remedy: 'Repeat the reply that is kept with it, or refuse a request with another body.',
    httpStatus: 422,
    retryable: false,
  },
  'corrupt-entry': {
    package: 'server',
    meaning: 'A stored entry cannot be read.',
    remedy: 'Restore the data file from a backup.',
    retryable: false,
  },
  'store-unavailable': {
    package: 'server',
    meaning: 'The data file cannot be opened or written.',
    remedy: 'Check the path, the free space and that no other server holds the file.',
    retryable: false,
  },
  'address-refused': {
    package: 'server',
    meaning: 'An agent asked for a page at an address outside the public internet.',
    remedy: 'Allow private addresses, or that origin, if agents may read pages of this machine or network.',
    retryable: false,
  },
  'response-too-large': {
    package: 'server',
    meaning: 'A page an agent asked for is larger than the limit.',
    remedy: 'Name a smaller page, or raise maxResponseBytes.',
    retryable: false,
  },
  'not-settled': {
    package: 'testing',
    meaning: 'A promise is not settled, however much virtual time passes.',
    remedy: "Pass the platform's clock to whatever waits, or wait for something that can still come.",
    retryable: false,
  },
  'fault-unmet': {
    package: 'testing',
    meaning: 'A fault that a test asked for by name never happened.',
    remedy: 'Let the code under test make a request that can meet it, or take the fault out.',
    retryable: false,
  },
  'model-mismatch': {
    package: 'testing',
    meaning: 'The implementation under test is not where the lifecycle tables say.',
    remedy: 'Follow the story in the message to its last step.',
    retryable: false,
  },
  'no-platform': {
    package: 'testing',
    meaning: 'No platform can be tried: nobody answers at the base URL, or a web page does.',
    remedy: 'Check the base URL, and that the server runs.',
    retryable: true,
  },
  'key-refused': {
    package: 'testing',
    meaning: 'The platform that should be tried refuses the key.',
    remedy: 'Give a key it knows.',
    retryable: false,
  },
} as const satisfies Record<string, ErrorCode>;

/** A stable error code of this project. */
export type ErrorCodeName = keyof typeof ERROR_CODES;
