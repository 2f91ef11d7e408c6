import type { Endpoint } from '@agent-session/protocol';
import type { ClientErrorCode } from './errors/client-error.js';
import { isClientError } from './errors/is-client-error.js';

/** How often and how slowly a call is tried again. */
export interface RetryOptions {
  /** Tries after the first one. Default 2. */
  readonly maxRetries: number;
  /** The first wait is a random part of this, the next of twice this, and so on. Default 1,000. */
  readonly initialDelayMs: number;
  /** No wait is longer; when the platform asks for a longer one, the call ends with its error. Default 60,000. */
  readonly maxDelayMs: number;
}

/**
 * What a failed attempt was, as far as repeating it goes. `unreached`: the connection was never made. `lost`: it broke
 * or fell silent, nobody knows whether the request arrived. `garbled`: a reply that cannot be read. `limited`: 429.
 * `inFlight`: the same idempotent request is being worked on. `failing`: 5xx. `final`: repeating changes nothing.
 */
export type FailureKind = 'unreached' | 'lost' | 'garbled' | 'limited' | 'inFlight' | 'failing' | 'final';

/** A request that must not arrive twice: repeated only when it cannot have been worked on. */
const never: Readonly<Record<FailureKind, boolean>> = {
  unreached: true,
  lost: false,
  garbled: false,
  limited: true,
  inFlight: false,
  failing: false,
  final: false,
};
const safe = { ...never, lost: true, garbled: true, failing: true };

/** Which failure may be tried again, by the retry safety of the endpoint. */
export const RETRY_TABLE: Readonly<Record<Endpoint['retry'], Readonly<Record<FailureKind, boolean>>>> = {
  never,
  safe,
  'idempotency-key': { ...safe, inFlight: true },
};

const kindOfCode: Partial<Record<ClientErrorCode, FailureKind>> = {
  timeout: 'lost',
  protocol: 'garbled',
  quota: 'limited',
  conflict: 'inFlight',
  server: 'failing',
};

/** Reads the kind of failure off an error. What a caller aborted with is `final`. */
export function failureKind(error: unknown): FailureKind {
  if (!isClientError(error)) return 'final';
  if (isClientError(error, 'network')) return error.maybeSent ? 'lost' : 'unreached';
  return kindOfCode[error.code] ?? 'final';
}

/**
 * The wait before the next attempt, or `null` when there is to be none. Pure: the random number (0 ≤ n < 1) is passed
 * in. The wait is a random part of a doubling, capped span (full jitter) and at least what the platform asked for.
 *
 * @param attempt How many attempts were made, from 1.
 */
export function retryDelayMs(
  safety: Endpoint['retry'],
  failure: FailureKind,
  attempt: number,
  retryAfterMs: number | undefined,
  options: RetryOptions,
  random: number,
): number | null {
  if (!RETRY_TABLE[safety][failure] || attempt > options.maxRetries) return null;
  if (retryAfterMs !== undefined && retryAfterMs > options.maxDelayMs) return null;
  const span = Math.min(options.maxDelayMs, options.initialDelayMs * 2 ** (attempt - 1));
  return Math.max(random * span, retryAfterMs ?? 0);
}
