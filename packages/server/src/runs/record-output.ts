import type { OutputDecision } from '@agent-session/core/authority';
import type { AgentOutput } from '../agents/agent.js';
import type { Draft } from '../sessions/draft.js';
import type { AnswerVerdict } from './accept-answer.js';
import { takeOutput } from './take-output.js';

/** How an agent's answers are judged. */
export interface AnswerRules {
  readonly check: (answer: never) => AnswerVerdict;
  /** So many answers may be tried before the run fails. */
  readonly maxAttempts: number;
}

/** Writes what the agent yielded, its answers judged, and what follows from it. */
export function recordOutput(draft: Draft, output: AgentOutput, rules: AnswerRules): OutputDecision['next'] {
  if (output.kind === 'metrics') return takeOutput(draft, output);
  if (output.kind !== 'answer_event') return takeOutput(draft, { kind: 'event', event: output });
  const verdict = rules.check(output.answer as never);
  if (verdict.ok) return takeOutput(draft, { kind: 'event', event: { ...output, answer: verdict.answer } });
  const { issues } = verdict;
  const attempt = draft.state.refusedAnswers + 1;
  const next = takeOutput(draft, { kind: 'refusedAnswer', issues, attempt, maxAttempts: rules.maxAttempts });
  if (next !== 'later') draft.note({ kind: 'answerRefused', issues });
  return next;
}
