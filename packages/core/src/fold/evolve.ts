import { applyEntry } from './apply-entry.js';
import type { LogEntry } from '../log/log-entry.js';
import type { SessionState } from './session-state.js';
import { draftOf } from './state-draft.js';

/**
 * The state after one more entry. Pure: the given state stays as it is.
 *
 * @throws IllegalTransitionError when the entry is a fact that has no edge from the state; LogGapError when it is an
 * event after the next one. An event that was folded already changes nothing.
 * @example
 * const state = evolve(initialState(), { kind: 'fact', fact: 'started', at: '2026-01-01T00:00:00.000Z' });
 * state.status; // 'running'
 */
export function evolve(state: SessionState, entry: LogEntry): SessionState {
  const draft = draftOf(state);
  applyEntry(draft, entry);
  return draft;
}
