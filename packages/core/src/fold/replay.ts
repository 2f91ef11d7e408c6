import { applyEntry } from './apply-entry.js';
import { initialState } from './initial-state.js';
import type { LogEntry } from '../log/log-entry.js';
import type { SessionState } from './session-state.js';
import { draftOf } from './state-draft.js';

/** Where a replay begins and ends. */
export interface ReplayOptions {
  /** Default `initialState()`. */
  readonly from?: SessionState;
  /** Fold so many entries, counted from the first of the log (`state.version`). Default: all. */
  readonly until?: number;
}

/**
 * The state a log gives. The same as folding with `evolve`, an order of magnitude faster.
 *
 * @throws IllegalTransitionError, LogGapError
 * @example
 * replay(log).status; // now
 * replay(log, { until: 10 }).status; // after the first ten entries
 */
export function replay(entries: Iterable<LogEntry>, options: ReplayOptions = {}): SessionState {
  const { from = initialState(), until = Number.POSITIVE_INFINITY } = options;
  const draft = draftOf(from);
  if (draft.version >= until) return draft;
  for (const entry of entries) {
    applyEntry(draft, entry);
    if (draft.version >= until) break;
  }
  return draft;
}
