import type { ERROR_CODES, ErrorCodeName } from '@agent-session/protocol';

/** The codes an error of this package can carry. */
export type ClientErrorCode = {
  [Code in ErrorCodeName]: (typeof ERROR_CODES)[Code]['package'] extends 'client' ? Code : never;
}[ErrorCodeName];

/** What an error knows about the call it ended. Nothing in it is secret. */
export interface ErrorContext {
  readonly method?: string | undefined;
  /** Without its query when it is not one of ours (a presigned URL is a secret). */
  readonly url?: string | undefined;
  /** HTTP status of the reply, if there was one. */
  readonly status?: number | undefined;
  /** The platform's id of the request (`x-request-id`), for its support. */
  readonly requestId?: string | undefined;
  /** What the reply said, as text: at most 4,000 characters, keys blanked out. */
  readonly body?: string | undefined;
  /** How long the platform asked to wait before the next try. */
  readonly retryAfterMs?: number | undefined;
  /** The Idempotency-Key of a create: sending the same request with the same key cannot start a second session. */
  readonly idempotencyKey?: string | undefined;
  readonly cause?: unknown;
}

/** Shared by all copies of this package in a process, so that the guard works across them and across realms. */
const brand = Symbol.for('@agent-session/client.error');

/**
 * The base of every error this package throws. `code` is stable: `docs/reference/errors.md` says what each one means.
 * What a caller aborts with comes back as it is and is not one of these.
 */
export abstract class ClientError<Context extends ErrorContext = ErrorContext> extends Error {
  abstract override readonly name: string;
  abstract readonly code: ClientErrorCode;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean = false;
  declare readonly method?: string;
  declare readonly url?: string;
  declare readonly status?: number;
  declare readonly requestId?: string;
  declare readonly body?: string;
  declare readonly retryAfterMs?: number;
  declare readonly idempotencyKey?: string;

  /** What is known of the call, and what a subclass declares, becomes fields of the error. */
  constructor(message: string, context?: Context) {
    const { cause, ...known } = context ?? {};
    super(message, cause === undefined ? undefined : { cause });
    for (const [name, value] of Object.entries(known) as [string, unknown][]) {
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
    // Not a field: a brand is nobody's data and would show in every printed error.
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for an error of this package, whichever copy or realm made it. */
export function isBranded(error: unknown): error is ClientError {
  return typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}
