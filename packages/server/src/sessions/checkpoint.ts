import { emptyServerState, type ServerState } from './server-state.js';

/** Changes whenever the fold does: a checkpoint of another version is ignored, and the stream is folded from its start. */
const FOLD_VERSION = 1;

interface Checkpoint {
  readonly fold: number;
  readonly state: ServerState;
}

/** What is kept in the session's row so as not to fold its whole stream again. */
export function toCheckpoint(state: ServerState): unknown {
  return { fold: FOLD_VERSION, state } satisfies Checkpoint;
}

/** The state a kept checkpoint stands for, or the empty one when it is none of ours or of another fold. */
export function fromCheckpoint(kept: unknown): ServerState {
  if (typeof kept !== 'object' || kept === null) return emptyServerState();
  const { fold, state } = kept as Partial<Checkpoint>;
  return fold === FOLD_VERSION && state ? state : emptyServerState();
}
