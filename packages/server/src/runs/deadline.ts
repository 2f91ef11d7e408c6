import { isOver } from '../sessions/is-over.js';
import type { Draft } from '../sessions/draft.js';
import { timeOutRun } from '../sessions/end-run.js';
import type { ServerState } from '../sessions/server-state.js';
import { askForAnswer } from '../sessions/steer.js';

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

/**
 * Writes what a deadline that has passed brings about; nothing when none has, because something else happened first.
 *
 * Idle too long: completed, the last answer stands. Out of time: the agent is asked for its answer and gets a grace;
 * when that is over, or the run is paused, it has timed out.
 */
export function passDeadline(draft: Draft, now: number, grace: Grace): void {
  const { state } = draft;
  const dueAt = nextDeadline(state, grace);
  if (dueAt === null || dueAt > now) return;
  const { state: leaf, limits } = state.lifecycle;
  if (leaf === 'idle') {
    draft.fact('completed');
    return;
  }
  const limit = `the maximum time of ${limits.maxTimeSeconds ?? '?'} s`;
  if (leaf === 'paused') timeOutRun(draft, `The session exceeded ${limit} while it was paused.`);
  else if (timeIsUp(state)) {
    timeOutRun(
      draft,
      `The session exceeded ${limit} and gave no answer within ${grace.answerGraceMs / 1000} s after it.`,
    );
  } else askForAnswer(draft, 'max_time_s', 'server');
}

function timeIsUp(state: ServerState): boolean {
  return state.answerRequest?.reason === 'max_time_s';
}

function toMs(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
