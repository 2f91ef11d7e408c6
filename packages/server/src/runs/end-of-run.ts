import type { OutputDecision } from '@agent-session/core/authority';
import type { Draft } from '../sessions/draft.js';
import { deliverMessages } from './deliver.js';
import { takeOutput } from './take-output.js';

/** Writes what the agent's return means. Where it runs again, the messages it has not seen are delivered first. */
export function endOfRun(draft: Draft): OutputDecision['next'] {
  const { answered, answerIssues, answerRequest, unread } = draft.state;
  const refused = !answered && answerIssues.length > 0;
  const next = takeOutput(draft, { kind: 'returned', answered, refused, undelivered: unread.length > 0 });
  if (next !== 'again' || refused) return next;
  deliverMessages(draft, unread.length, true);
  // An answer is still asked for, so the new messages are answered in few steps too; those count from here.
  if (answerRequest && answerRequest.reason !== 'max_time_s') {
    draft.note({ kind: 'answerRequested', reason: answerRequest.reason, steps: draft.state.steps });
  }
  return next;
}
