import { isOver } from '../sessions/is-over.js';
import type { AgentOutput } from '../agents/agent.js';
import type { Draft } from '../sessions/draft.js';
import { failRun } from '../sessions/end-run.js';
import type { ServerState } from '../sessions/server-state.js';
import { askForAnswer, pauseIsDue, pauseRun } from '../sessions/steer.js';
import type { AnswerVerdict } from './accept-answer.js';

/** What the run does after an output was taken: go on, end this run of the agent, or stop because the session ended. */
export type AfterOutput = 'go-on' | 'return' | 'stop';

/** How an agent's answers are judged. */
export interface AnswerRules {
  readonly check: (answer: never) => AnswerVerdict;
  /** So many answers may be tried before the run fails. */
  readonly maxAttempts: number;
}

/**
 * Steps an agent may still begin after it was asked for an answer. At `max_steps` it is asked between two steps and has
 * one more; by a caller it may be asked in the middle of a step, which does not count; at `max_time_s` its grace is time.
 */
const STEPS_TO_ANSWER = { max_steps: 1, max_time_s: Infinity, force_answer: 2 } as const;

/** Writes what the agent yielded, and what follows from it: a limit reached, a pause that takes hold, a refused answer. */
export function recordOutput(draft: Draft, output: AgentOutput, rules: AnswerRules): AfterOutput {
  if (isOver(draft.state.lifecycle.state)) return 'stop';
  const after = writeOutput(draft, output, rules);
  if (after === 'go-on' && pauseIsDue(draft) && draft.state.lifecycle.state === 'working') pauseRun(draft);
  return after;
}

function writeOutput(draft: Draft, output: AgentOutput, rules: AnswerRules): AfterOutput {
  switch (output.kind) {
    case 'metrics':
      draft.event('MetricsUpdateEvent', { metrics: { ...output.metrics, steps: draft.state.steps } });
      return 'go-on';
    case 'policy_event': {
      const refusal = stepRefusal(draft.state);
      if (refusal !== null) {
        failRun(draft, 'no_answer', refusal);
        return 'stop';
      }
      draft.agentEvent(output);
      const { maxSteps } = draft.state.lifecycle.limits;
      if (maxSteps !== null && draft.state.steps >= maxSteps && draft.state.answerRequest === null) {
        askForAnswer(draft, 'max_steps', 'server');
      }
      return 'go-on';
    }
    case 'answer_event': {
      const verdict = rules.check(output.answer as never);
      if (!verdict.ok) return refuseAnswer(draft, verdict.issues, rules.maxAttempts);
      draft.agentEvent({ ...output, answer: verdict.answer });
      return draft.state.answerRequest === null ? 'go-on' : 'return';
    }
    case 'observation_event':
    case 'tool_result':
    case 'error_event':
    case 'message_event':
    case 'flow_event':
      draft.agentEvent(output);
      return 'go-on';
  }
}

function stepRefusal({ answerRequest, steps, lifecycle }: ServerState): string | null {
  if (answerRequest === null || steps < answerRequest.steps + STEPS_TO_ANSWER[answerRequest.reason]) return null;
  const why = {
    max_steps: `The agent reached max_steps (${lifecycle.limits.maxSteps})`,
    max_time_s: `The agent reached max_time_s (${lifecycle.limits.maxTimeSeconds})`,
    force_answer: 'The agent was asked for its answer',
  }[answerRequest.reason];
  return `${why} and went on without answering.`;
}

/** A refused answer is not an answer: readers see why it was refused, and the agent may try again. */
function refuseAnswer(draft: Draft, issues: AnswerIssues, maxAttempts: number): AfterOutput {
  const list = issues
    .map(({ pointer, message }) => `${pointer === '' ? 'the answer' : pointer}: ${message}`)
    .join('; ');
  draft.agentEvent({
    kind: 'error_event',
    error: `The answer does not conform to answer_format: ${list}`,
    origin: 'server',
  });
  draft.note({ kind: 'answerRefused', issues });
  if (draft.state.refusedAnswers < maxAttempts) return 'go-on';
  failRun(
    draft,
    'answer_validation',
    `The agent gave ${maxAttempts} answers and none conforms to answer_format. The last one: ${list}`,
  );
  return 'stop';
}

type AnswerIssues = Extract<AnswerVerdict, { ok: false }>['issues'];
