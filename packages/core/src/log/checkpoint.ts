import { ReducerVersionMismatchError } from '../errors.js';
import type { LogEntry } from './log-entry.js';
import { replay } from '../fold/replay.js';
import type { SessionState } from '../fold/session-state.js';
import { initialState } from '../fold/initial-state.js';
import { asRecord, type UnknownRecord } from '../reading/unknown-value.js';
import { LEAF_STATE_NAMES } from '../tables/leaf-state.js';

/** The version of the fold. It changes whenever the same log would give another state, or a state another shape. */
export const REDUCER_VERSION = 2;

/** A state to go on from, without the log before it. Plain JSON data. */
export interface Checkpoint {
  readonly reducerVersion: number;
  readonly state: SessionState;
}

/** Keeps a state to go on from later. */
export function checkpoint(state: SessionState): Checkpoint {
  return { reducerVersion: REDUCER_VERSION, state };
}

/**
 * The state a checkpoint and the entries after it give: the same as the whole log gives.
 *
 * @throws ReducerVersionMismatchError when the checkpoint was not made by this version of the fold, or is damaged: replay
 * the log from its start, or read the session again from index 0.
 * @throws IllegalTransitionError, LogGapError
 */
export function replayFrom(from: Checkpoint, entries: Iterable<LogEntry>): SessionState {
  const kept = asRecord(from);
  const reducerVersion = kept?.['reducerVersion'];
  if (reducerVersion !== REDUCER_VERSION) throw new ReducerVersionMismatchError(REDUCER_VERSION, reducerVersion);
  const state = asRecord(kept?.['state']);
  const wrong = state === null ? '' : fieldThatDiffers(state, initialState());
  if (wrong !== null) {
    const reason = wrong === '' ? 'it holds no state' : `its "${wrong}" is not what a state holds`;
    throw new ReducerVersionMismatchError(REDUCER_VERSION, reducerVersion, reason);
  }
  return replay(entries, { from: from.state });
}

/** The first field of a state from outside that is not of the kind a state of this fold has there. */
function fieldThatDiffers(state: UnknownRecord, model: SessionState): string | null {
  if (!(LEAF_STATE_NAMES as readonly unknown[]).includes(state['state'])) return 'state';
  for (const [field, sample] of Object.entries(model)) {
    const value = state[field];
    const isAlike = typeof value === typeof sample && Array.isArray(value) === Array.isArray(sample) && value !== null;
    if (sample === null ? value === undefined : !isAlike) return field;
  }
  return null;
}
