import type { SessionState } from './session-state.js';

/** A state that is being folded, owned by the one who folds. Its fields are replaced, what they hold is never mutated. */
export type StateDraft = { -readonly [Key in keyof SessionState]: SessionState[Key] };
