import { decideDeadline } from '@agent-session/core/authority';
import { isOver } from '../sessions/is-over.js';
import type { Draft } from '../sessions/draft.js';
import type { ServerState } from '../sessions/server-state.js';

/** How long an agent that was asked for its answer because time is up has to give it. */
export interface Grace {
  readonly answerGraceMs: number;
}

/**
 * When this session has to be looked at again if nothing else happens, in milliseconds since the Unix epoch; `null`:
 * never. Follows from the stream alone, so that a restart arms the same deadlines.
 */
export function nextDeadline(state: ServerState, { answerGraceMs }: Grace): number | null {
  const { deadlines, state: leaf } = state.lifecycle;
  if (isOver(leaf)) return null;
  if (leaf === 'idle') return toMs(deadlines.idleAt);
  if (timeIsUp(state)) return Date.parse((state.answerRequest as { at: string }).at) + answerGraceMs;
  return toMs(deadlines.maxTimeAt);
}

/** Writes what a deadline that has passed brings about; nothing when none has, because something else happened first. */
export function passDeadline(draft: Draft, now: number, grace: Grace): void {
  const { state } = draft;
  const dueAt = nextDeadline(state, grace);
  if (dueAt === null || dueAt > now) return;
  const kind = state.lifecycle.state === 'idle' ? 'idle' : timeIsUp(state) ? 'grace' : 'maxTime';
  const options = { at: draft.at, graceSeconds: grace.answerGraceMs / 1000 };
  const decision = decideDeadline(state.lifecycle, kind, options);
  draft.take(decision);
  if (decision.action === 'ask')
    draft.note({ kind: 'answerRequested', reason: 'max_time_s', steps: draft.state.steps });
}

function timeIsUp(state: ServerState): boolean {
  return state.answerRequest?.reason === 'max_time_s';
}

function toMs(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
