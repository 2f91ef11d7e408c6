import { timeMs } from './time-ms.js';
import type { Deadlines, Lifecycle, SessionState } from './session-state.js';
import type { SessionLimits } from './session-limits.js';

/** How long an agent that was asked for its answer at the time limit may take, unless told otherwise. */
export const DEFAULT_GRACE_SECONDS = 30;

/** A moment at which something is due if nothing happens before. */
export interface Deadline {
  /**
   * `maxTime`: ask the agent for its answer. `grace`: it had its time for that. `idle`: no message came.
   */
  readonly kind: 'maxTime' | 'grace' | 'idle';
  /** ISO 8601. */
  readonly dueAt: string;
}

/**
 * The deadlines that run in a state, soonest first, for whoever owns the clock to arm. They are data: nothing here waits.
 *
 * @param options.graceSeconds - Default 30.
 */
export function deadlines(state: SessionState, options: { readonly graceSeconds?: number } = {}): Deadline[] {
  const { graceSeconds = DEFAULT_GRACE_SECONDS } = options;
  const { maxTimeAt, idleAt } = state.deadlines;
  const due: Deadline[] = [];
  if (maxTimeAt !== null) {
    due.push({ kind: 'maxTime', dueAt: maxTimeAt });
    due.push({ kind: 'grace', dueAt: later(maxTimeAt, graceSeconds * 1000) ?? maxTimeAt });
  }
  if (idleAt !== null) due.push({ kind: 'idle', dueAt: idleAt });
  return due;
}

const NO_DEADLINES: Deadlines = { maxTimeAt: null, idleAt: null };

/** When the limits are reached, given what the clocks of the lifecycle say. */
export function deadlinesOf(life: Lifecycle, limits: SessionLimits): Deadlines {
  const { activeSince, idleSince } = life;
  const { maxTimeSeconds, idleTimeoutSeconds } = limits;
  const maxTimeRuns = maxTimeSeconds !== null && activeSince !== null;
  const idleRuns = idleTimeoutSeconds !== null && idleSince !== null;
  if (!maxTimeRuns && !idleRuns) return NO_DEADLINES;
  return {
    maxTimeAt: maxTimeRuns ? later(activeSince, maxTimeSeconds * 1000 - life.activeMs) : null,
    idleAt: idleRuns ? later(idleSince, idleTimeoutSeconds * 1000) : null,
  };
}

/** Milliseconds from one moment to another, 0 when it is earlier or one of them is no date. */
export function elapsedMs(from: string, to: string): number {
  const ms = timeMs(to) - timeMs(from);
  return ms > 0 ? ms : 0;
}

function later(at: string, ms: number): string | null {
  const dueMs = timeMs(at) + ms;
  return Math.abs(dueMs) <= MAX_DATE_MS ? new Date(dueMs).toISOString() : null;
}

/** The last moment a `Date` can hold. */
const MAX_DATE_MS = 8.64e15;
