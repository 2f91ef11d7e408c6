import type { SessionLimits } from '../fold/session-limits.js';
import { initialState } from '../fold/initial-state.js';
import type { SessionState } from '../fold/session-state.js';
import type { LogEntry } from '../log/log-entry.js';
import { draftEntries } from './entry-draft.js';

/** How a session begins. */
export interface LaunchOptions {
  /** ISO 8601. */
  readonly at: string;
  readonly limits?: Partial<SessionLimits>;
  /** Whether a message to the ended session opens it again. Default false. */
  readonly reopen?: boolean;
  /** No slot is free: the session waits for one. Default false. */
  readonly queued?: boolean;
}

/**
 * What the log of a new session begins with.
 *
 * @example
 * const log = [...decideLaunch({ at, limits: { maxSteps: 20 } }).entries];
 */
export function decideLaunch({ at, limits, reopen, queued = false }: LaunchOptions): {
  readonly entries: readonly LogEntry[];
} {
  const draft = draftEntries(initialState(), at);
  draft.add({ kind: 'opened', at, ...(limits && { limits }), ...(reopen && { reopen }) });
  draft.fact(queued ? 'queued' : 'launched');
  return { entries: draft.entries };
}

/**
 * What follows when a slot is free for a session: it leaves the queue. Nothing where it does not wait in one (any more).
 *
 * @throws AheadOfEventsError
 */
export function decideSlot(
  state: SessionState,
  { at }: { readonly at: string },
): { readonly entries: readonly LogEntry[] } {
  const draft = draftEntries(state, at);
  if (state.state === 'queued') draft.fact('dequeued');
  return { entries: draft.entries };
}
