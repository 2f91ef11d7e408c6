import type { Clock } from '@agent-session/protocol';
import type { ClientHooks } from './client-hooks.js';
import type { ApiKey } from './key-source.js';
import type { RetryOptions } from './retry-policy.js';

/** Which generation of the platform is spoken to: the first one (the brief's), or the newest. */
export type ApiVersion = 'seed' | 'newest';

/** Where the platform runs. */
export type Region = 'eu' | 'us';

/** How to make a client. Everything has a default. */
export interface ClientOptions {
  /**
   * The key, or a function that fetches one: it is asked once, and once more when the platform answers 401.
   * Default: `H_API_KEY`, else `HAI_API_KEY` of the environment. Without any only shared sessions can be read.
   */
  readonly apiKey?: ApiKey;
  /**
   * Where the API is, without `/api/v2`. Default: `HAI_BASE_URL`, else `H_BASE_URL` of the environment, else the
   * region's. `http:` is refused except on loopback; see `allowInsecureHttp`.
   */
  readonly baseUrl?: string;
  /** Default: `H_REGION` of the environment, else `eu`. Not together with `baseUrl`. */
  readonly region?: Region;
  /** Default `seed`. Decides where `answer_format` travels and how large a page may be. */
  readonly apiVersion?: ApiVersion;
  /** The transport. Default: cross-fetch on Node, the platform's own fetch elsewhere. */
  readonly fetch?: typeof fetch;
  /** Limit of one attempt, from sending to the last byte. A long-poll adds its wait. Default 60,000; `Infinity` for none. */
  readonly timeoutMs?: number;
  /** How failed calls are repeated; `false`: never. Parts left out keep their default. */
  readonly retry?: false | Partial<RetryOptions>;
  /** Longest reply that is read. Default 64 MiB. Resources are streamed and not limited. */
  readonly maxResponseBytes?: number;
  /** Allows `http:` to hosts that are not loopback. The key then travels in the clear. Default false. */
  readonly allowInsecureHttp?: boolean;
  /** For logging and tracing. */
  readonly hooks?: ClientHooks;
  /** Time, for tests. Default: the machine's. */
  readonly clock?: Clock;
  /** Random number, 0 ≤ n < 1, for tests. Default `Math.random`. */
  readonly random?: () => number;
  /** Makes Idempotency-Keys. Default: 128 random bits of `crypto.getRandomValues`. */
  readonly newIdempotencyKey?: () => string;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call at once; it rejects with the signal's reason, unchanged. Does not cancel the session. */
  readonly signal?: AbortSignal | undefined;
  /** Limit of one attempt. Default: the client's; for `changes` the wait plus 10 s. */
  readonly timeoutMs?: number | undefined;
  /** Limit of the whole call with all its attempts and waits. Default: none but that of the attempts. */
  readonly totalTimeoutMs?: number | undefined;
  /** `false`: one attempt, for callers that own the retrying. */
  readonly retry?: false | Partial<RetryOptions> | undefined;
}
