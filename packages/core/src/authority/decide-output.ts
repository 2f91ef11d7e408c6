import { answerOfTurn } from '../fold/selectors.js';
import type { SessionState } from '../fold/session-state.js';
import type { LogEntry } from '../log/log-entry.js';
import { isTerminalLeaf } from '../tables/leaf-state.js';
import { askForAnswer, giveUpOpenCalls, holdIfDue, pauseIsDue } from './effects.js';
import { draftEntries, type EntryDraft } from './entry-draft.js';
import type {
  AnswerReason,
  FailedOutput,
  Output,
  OutputDecision,
  OutputOptions,
  RefusedAnswerOutput,
  ReturnedOutput,
} from './output.js';

/**
 * What follows from what an agent brings: its event and what that leads to (a limit reached, a pause that was waiting for
 * the end of the step), the tools it waits for, the end of its turn. Never `completed` over a message that was accepted
 * and not delivered: the agent runs again. Output to a session that has ended is dropped.
 *
 * @throws AheadOfEventsError; IllegalTransitionError for what cannot happen there, such as a return before the agent began.
 * @example
 * const { entries, next } = decideOutput(state, { kind: 'event', event: { kind: 'policy_event', content: 'Looking.' } }, { at });
 */
export function decideOutput(state: SessionState, output: Output, options: OutputOptions): OutputDecision {
  const draft = draftEntries(state, options.at);
  const after = isTerminalLeaf(state.state) ? 'over' : take(draft, output, options);
  const isAsked = after === 'max_steps';
  if (isAsked) askForAnswer(draft, 'server');
  const next = isAsked ? 'go-on' : after;
  if (next === 'go-on' && output.kind !== 'began') holdIfDue(draft);
  return { entries: draft.entries, asks: isAsked ? after : null, next };
}

/**
 * What follows when the agent has come to the end of a step: a pause that is due takes hold. `decideOutput` says so of
 * every output; this is for a step that ends without one.
 *
 * @throws AheadOfEventsError
 */
export function decideStep(
  state: SessionState,
  { at }: { readonly at: string },
): { readonly entries: readonly LogEntry[] } {
  const draft = draftEntries(state, at);
  holdIfDue(draft);
  return { entries: draft.entries };
}

type After = OutputDecision['next'] | 'max_steps';

function take(draft: EntryDraft, output: Output, options: OutputOptions): After {
  const { steps = draft.state.steps, asked = null } = options;
  const isPaused = draft.state.state === 'paused';
  switch (output.kind) {
    case 'failed':
      return fail(draft, output);
    case 'toolCalls': {
      const { pendingToolCalls: open } = draft.state;
      const fresh = output.calls.filter(({ id }) => id == null || !open.some((call) => call.id === id));
      if (fresh.length > 0) draft.fact('awaitedTools', { pendingToolCalls: [...open, ...fresh] });
      return 'go-on';
    }
    case 'began':
      if (isPaused) return 'later';
      if (draft.state.state === 'launching') draft.fact('started');
      return 'go-on';
    case 'metrics':
      if (isPaused) return 'later';
      draft.event('MetricsUpdateEvent', { metrics: { ...output.metrics, steps } });
      return 'go-on';
    case 'refusedAnswer':
      return isPaused ? 'later' : refuseAnswer(draft, output);
    case 'returned':
      return isPaused ? 'later' : endTurn(draft, output, asked?.reason ?? null);
    case 'event': {
      if (isPaused) return 'later';
      const { maxSteps } = draft.state.limits;
      const isStep = output.event.kind === 'policy_event';
      if (isStep && asked !== null && steps >= asked.steps + STEPS_TO_ANSWER[asked.reason]) {
        const error = `${reached(draft.state, asked.reason)} and went on without answering.`;
        return fail(draft, { error, errorCode: 'no_answer' });
      }
      draft.agentEvent(output.event);
      if (isStep && asked === null && maxSteps !== null && steps + 1 >= maxSteps) return 'max_steps';
      return output.event.kind === 'answer_event' && asked !== null ? 'return' : 'go-on';
    }
  }
}

/**
 * Steps an agent may still begin after it was asked for an answer. At `max_steps` it is asked between two steps and has
 * one more; by a caller it may be asked in the middle of a step, which does not count; at `max_time_s` its grace is time.
 */
const STEPS_TO_ANSWER: Readonly<Record<AnswerReason, number>> = { max_steps: 1, max_time_s: Infinity, force_answer: 2 };

function reached({ limits }: SessionState, reason: AnswerReason): string {
  switch (reason) {
    case 'max_steps':
      return `The agent reached max_steps (${limits.maxSteps})`;
    case 'max_time_s':
      return `The agent reached max_time_s (${limits.maxTimeSeconds})`;
    case 'force_answer':
      return 'The agent was asked for its answer';
  }
}

function fail(draft: EntryDraft, { error, errorCode }: Omit<FailedOutput, 'kind'>): 'over' {
  giveUpOpenCalls(draft, 'The session failed.');
  draft.fact('failed', { error, errorCode });
  return 'over';
}

/** A refused answer is not an answer: readers see why it was refused, and the agent may try again. */
function refuseAnswer(draft: EntryDraft, { issues, attempt, maxAttempts }: RefusedAnswerOutput): After {
  const list = issues
    .map(({ pointer, message }) => `${pointer === '' ? 'the answer' : pointer}: ${message}`)
    .join('; ');
  draft.agentEvent({
    kind: 'error_event',
    error: `The answer does not conform to answer_format: ${list}`,
    origin: 'server',
  });
  if (attempt < maxAttempts) return 'go-on';
  const error = `The agent gave ${maxAttempts} answers and none conforms to answer_format. The last one: ${list}`;
  return fail(draft, { error, errorCode: 'answer_validation' });
}

/** Never `completed` over an answer that may be tried again, nor over an accepted message that was not delivered. */
function endTurn(draft: EntryDraft, output: ReturnedOutput, asked: AnswerReason | null): After {
  if (draft.state.state === 'idle') return 'over';
  giveUpOpenCalls(draft, 'The agent returned.');
  const {
    answered = answerOfTurn(draft.state) !== null,
    undelivered = draft.state.intents.some(({ command }) => command.name === 'message'),
    refused = false,
  } = output;
  if ((!answered && refused) || undelivered) {
    if (!pauseIsDue(draft.state)) return 'again';
    holdIfDue(draft);
    return 'later';
  }
  const isAtLimit = asked === 'max_steps' || asked === 'max_time_s';
  if (!answered) {
    const who = isAtLimit ? reached(draft.state, asked) : 'The agent';
    const error = isAtLimit ? `${who} and returned without an answer.` : `${who} returned without an answer.`;
    return fail(draft, { error, errorCode: 'no_answer' });
  }
  draft.fact(draft.state.limits.idleTimeoutSeconds === null || isAtLimit ? 'completed' : 'idled');
  return 'over';
}
