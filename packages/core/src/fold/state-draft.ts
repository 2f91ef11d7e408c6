import { initialState } from './initial-state.js';
import type { SessionState } from './session-state.js';

/** A state that is being folded, owned by the one who folds. Its fields are replaced, what they hold is never mutated. */
export type StateDraft = { -readonly [Key in keyof SessionState]: SessionState[Key] };

/**
 * A draft to fold into, with what a state holds. Laid over an initial state instead of `{ ...state }`: engines then give
 * every draft the same layout, wherever its state came from (JSON, the context of a machine), and folding stays fast.
 */
export function draftOf(state: SessionState): StateDraft {
  return Object.assign(initialState(), state);
}
