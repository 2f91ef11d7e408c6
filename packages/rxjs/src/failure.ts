import { BrokenClientError } from './broken-client.js';
import { isStreamError } from './errors.js';

/** What a failed request means for the poll. */
export interface Failure {
  readonly error: unknown;
  /** The platform will not answer this request otherwise, however often it is sent. */
  readonly permanent: boolean;
  /** How long the platform asked to wait. */
  readonly retryAfterMs: number;
}

/** 4xx that speak of the moment, not of the request. */
const PASSING_4XX: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** Codes of local refusals: nothing was sent, and the same call is refused again. */
const LOCAL_REFUSALS: ReadonlySet<unknown> = new Set(['invalid-argument', 'unsupported-runtime']);

/**
 * Reads a failure off an error by its fields, so that the errors of any source are understood: `status` (HTTP),
 * `code`, `retryAfterMs`. What cannot be read is taken for a broken connection and tried again.
 */
export function failureOf(error: unknown): Failure {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly status?: unknown;
    readonly code?: unknown;
    readonly retryAfterMs?: unknown;
  };
  const { status, code, retryAfterMs } = fields;
  const refused = typeof status === 'number' && status >= 400 && status < 500 && !PASSING_4XX.has(status);
  return {
    error,
    permanent: refused || LOCAL_REFUSALS.has(code) || isStreamError(error) || error instanceof BrokenClientError,
    retryAfterMs: typeof retryAfterMs === 'number' && retryAfterMs > 0 ? retryAfterMs : 0,
  };
}
