import { isOver } from '../sessions/is-over.js';
import type { Draft } from '../sessions/draft.js';
import { failRun, giveUpOpenCalls } from '../sessions/end-run.js';
import { pauseIsDue, pauseRun } from '../sessions/steer.js';
import { deliverMessages } from './deliver.js';

/** What follows the agent's return: nothing more, the agent once again, or first the end of a pause. */
export type AfterRun = 'over' | 'again' | 'wait';

/**
 * Writes what the agent's return means. Never `completed` over an accepted message that was not delivered, nor over an
 * answer that was refused: the agent runs again.
 */
export function endOfRun(draft: Draft): AfterRun {
  const { lifecycle, answered, answerRequest } = draft.state;
  if (isOver(lifecycle.state)) return 'over';
  if (lifecycle.state === 'paused') return 'wait';
  giveUpOpenCalls(draft, 'The agent returned.');
  if (!answered && draft.state.answerIssues.length > 0) return 'again';
  if (draft.state.unread.length > 0) {
    if (pauseIsDue(draft)) {
      pauseRun(draft);
      return 'wait';
    }
    deliverMessages(draft, draft.state.unread.length, true);
    // An answer is still asked for, so the new messages are answered in few steps too; those count from here.
    if (answerRequest && answerRequest.reason !== 'max_time_s') {
      draft.note({ kind: 'answerRequested', reason: answerRequest.reason, steps: draft.state.steps });
    }
    return 'again';
  }
  const outOfBudget = answerRequest?.reason === 'max_steps' || answerRequest?.reason === 'max_time_s';
  if (!answered)
    failRun(
      draft,
      'no_answer',
      outOfBudget
        ? `${LIMIT[answerRequest.reason]} and returned without an answer.`
        : 'The agent returned without an answer.',
    );
  else if (lifecycle.limits.idleTimeoutSeconds === null || outOfBudget) draft.fact('completed');
  else draft.fact('idled');
  return 'over';
}

const LIMIT = {
  max_steps: 'The agent reached max_steps',
  max_time_s: 'The agent reached max_time_s',
  force_answer: 'The agent was asked for its answer',
} as const;
