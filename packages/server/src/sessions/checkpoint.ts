import { REDUCER_VERSION } from '@agent-session/core';
import { emptyServerState, type ServerState } from './server-state.js';

/**
 * The version of the server's own fold, and that of the lifecycle in it: a checkpoint of another version is ignored, and
 * the stream is folded from its start.
 */
const FOLD_VERSION = `1/${REDUCER_VERSION}`;

interface Checkpoint {
  readonly fold: string;
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
