import type { Clock } from '@agent-session/protocol';
import type { Agent } from './agents/agent.js';
import type { AuthOptions } from './auth/authenticator.js';
import type { ServerLog } from './http/server-log.js';
import type { SessionStore } from './store/session-store.js';
import { MAX_TIMER_DELAY_MS } from './time/deadline-scheduler.js';

/** How a server is made. Only the store and the agents are needed; every other option has a default. */
export interface ServerOptions {
  /** Where sessions live: `createMemoryStore()`, or `createSqliteStore()` of the `./sqlite` entry. */
  readonly store: SessionStore;
  readonly agents: readonly Agent[];
  /** Who may call. Default: the keys in the store, and nobody else. */
  readonly auth?: AuthOptions;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Makes session ids (UUIDs). Default `crypto.randomUUID`. */
  readonly randomId?: () => string;
  /**
   * The `fetch` agents get. Default: on Node that of `createGuardedFetch`, which refuses addresses outside the public
   * internet, with 10 minutes for a request; elsewhere the platform's, which goes wherever it is sent. To let agents reach
   * this machine or network, say so: `createGuardedFetch({ allowedOrigins })` of the `./node` entry, or a fetch of your own.
   */
  readonly agentFetch?: typeof globalThis.fetch;
  /** Takes structured log records, secrets already blanked. Default: nothing is logged. */
  readonly log?: ServerLog;
  /** Origins whose pages may call, or `*`. Default: none, no CORS headers are sent. */
  readonly corsOrigins?: '*' | readonly string[];
  /** A message to an ended session reopens it. Default false: it is refused. */
  readonly reopen?: boolean;
  /**
   * Answers commands in the wrong state as the public documents do: 202 (400 for a message to an ended session) instead
   * of a 409 that says why. Default false.
   */
  readonly lenient?: boolean;
  /**
   * Where the server is mounted, such as `/agents`: requests come with it, and links the server gives carry it.
   * Default: the root.
   */
  readonly basePath?: string;
  /** Where people can look at a session (`agent_view_url`). Default: nowhere. */
  readonly viewUrl?: (sessionId: string) => string | null;
  /** Secret that signs URLs of resources, at least 32 bytes. Default: random, so that URLs end with the process. */
  readonly signingSecret?: Uint8Array;
  readonly limits?: Partial<ServerLimits>;
}

/** What bounds a server; every unit is in the name. */
export interface ServerLimits {
  /** Sessions of one owner at work at once. Default 10. */
  readonly maxActiveSessions: number;
  /** Sessions of one owner that wait for a slot. Default 1000. */
  readonly maxQueuedSessions: number;
  /** Body of a request; more is 413. Default 10,000,000. */
  readonly maxRequestBytes: number;
  /** Accepted messages of one session that wait for its agent; more get 429. Default 1000. */
  readonly maxUndeliveredMessages: number;
  /** Characters of those messages together, files included; more get 429. Default 20,000,000. */
  readonly maxUndeliveredLength: number;
  /** Levels of arrays and objects in a request body. Default 100. */
  readonly maxRequestDepth: number;
  /** Long-polls that wait at once; more get 503. Default 20,000. */
  readonly maxParkedRequests: number;
  /** Other requests handled at once; more get 503. Default 1000. */
  readonly maxConcurrentRequests: number;
  /** Sessions kept in memory so as not to be read again; those that run are kept besides. Default 2000. */
  readonly maxCachedSessions: number;
  /** About how many characters those sessions may take together. Default 100,000,000. */
  readonly maxCachedLength: number;
  /** Sub-sessions below sub-sessions; deeper is refused. Default 8. */
  readonly maxSubSessionDepth: number;
  /** Time for an answer after `max_time_s`. Default 30,000. */
  readonly answerGraceMs: number;
  /** An agent that yields nothing for so long has failed; `null`: never. Default 600,000. */
  readonly agentSilenceMs: number | null;
  /** Answers an agent may try against `answer_format`. Default 3. */
  readonly maxAnswerAttempts: number;
  /** Characters of one event. Default 1,000,000. */
  readonly maxEventLength: number;
  /** Events one run of an agent may yield. Default 100,000. */
  readonly maxEventsPerRun: number;
  /** One resource an agent keeps. Default 20,000,000. */
  readonly maxResourceBytes: number;
  /** How long a signed resource URL is good. Default 300,000. */
  readonly signedUrlMs: number;
  /** How often expired sessions and resources are deleted. Default 600,000. */
  readonly retentionIntervalMs: number;
}

const DEFAULT_LIMITS: ServerLimits = {
  maxActiveSessions: 10,
  maxQueuedSessions: 1000,
  maxRequestBytes: 10_000_000,
  maxUndeliveredMessages: 1000,
  maxUndeliveredLength: 20_000_000,
  maxRequestDepth: 100,
  maxParkedRequests: 20_000,
  maxConcurrentRequests: 1000,
  maxCachedSessions: 2000,
  maxCachedLength: 100_000_000,
  maxSubSessionDepth: 8,
  answerGraceMs: 30_000,
  agentSilenceMs: 600_000,
  maxAnswerAttempts: 3,
  maxEventLength: 1_000_000,
  maxEventsPerRun: 100_000,
  maxResourceBytes: 20_000_000,
  signedUrlMs: 300_000,
  retentionIntervalMs: 600_000,
};

/**
 * All limits, the given ones in the place of the defaults.
 *
 * @throws TypeError for a name that is none of them, or a value that bounds nothing.
 */
export function limitsOf(given: Partial<ServerLimits> = {}): ServerLimits {
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new TypeError(`There is no limit "${name}"; the limits are ${Object.keys(DEFAULT_LIMITS).join(', ')}.`);
    }
    if (value === undefined || (value === null && name === 'agentSilenceMs')) continue;
    const max = name.endsWith('Ms') ? MAX_TIMER_DELAY_MS : Infinity;
    if (typeof value !== 'number' || !(value >= 0 && value <= max)) {
      const shown = typeof value === 'number' ? value : JSON.stringify(value);
      throw new TypeError(
        `limits.${name} must be a number from 0${max === Infinity ? '' : ` to ${max}`}, not ${shown}.`,
      );
    }
  }
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(known) };
}
