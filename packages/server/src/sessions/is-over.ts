import { LEAF_STATES, type LeafState } from '@agent-session/core';

/** True for a state after which nothing follows, unless the session is reopened. */
export function isOver(state: LeafState): boolean {
  return LEAF_STATES[state].terminal;
}
