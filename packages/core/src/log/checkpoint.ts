import { ReducerVersionMismatchError } from '../errors.js';
import type { LogEntry } from './log-entry.js';
import { replay } from '../fold/replay.js';
import type { SessionState } from '../fold/session-state.js';
import { asRecord } from '../reading/unknown-value.js';
import { faultInWords } from './field-checks.js';
import { STATE_FIELDS } from './state-fields.js';

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
  const reducerVersion = asRecord(from)?.['reducerVersion'];
  if (reducerVersion !== REDUCER_VERSION) throw new ReducerVersionMismatchError(REDUCER_VERSION, reducerVersion);
  const fault = STATE_FIELDS(from.state);
  if (fault !== null) {
    const reason = fault.field === '' ? 'it holds no state' : faultInWords(fault);
    throw new ReducerVersionMismatchError(REDUCER_VERSION, reducerVersion, reason);
  }
  return replay(entries, { from: from.state });
}
