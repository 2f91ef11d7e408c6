import {
  WIRE_STATUSES,
  isTerminal,
  type AnswerFormat,
  type SessionRequest,
  type WireWordTraits,
} from '@agent-session/protocol';
import type { SessionState } from './session-state.js';
import { LEAF_STATES } from '../tables/leaf-state.js';
import { asRecord } from '../reading/unknown-value.js';

/** True when nothing follows, unless the platform reopens the session. */
export function isTerminalState(state: SessionState): boolean {
  return isTerminal(state.status);
}

/** True when a waiter may stop waiting: terminal or idle, and no accepted message is still on its way to the agent. */
export function isSettledState(state: SessionState): boolean {
  if (state.status !== 'idle' && !isTerminalState(state)) return false;
  return !state.intents.some(({ command, delivery }) => command.name === 'message' && delivery === 'accepted');
}

/** The state inside `pending` or `running`; `null` in the statuses that are not divided. */
export function nestedState(state: SessionState): WireWordTraits['nested'] {
  return WIRE_STATUSES[LEAF_STATES[state.state].word].nested;
}

/** True when a status read runs ahead of the events that were read. */
export function isAheadOfEvents(state: SessionState): boolean {
  return state.behind !== null;
}

/** The answer of the current turn, or `null` when that turn has none yet. */
export function answerOfTurn(state: SessionState): SessionState['answer'] {
  return state.answer !== null && state.answer.turn === state.turn ? state.answer : null;
}

/**
 * The JSON Schema a request asks its answer to conform to, wherever this generation of the wire puts it: at the top, on
 * the agent, or in the overrides. The more specific one wins: overrides, agent, top.
 */
export function answerFormatOf(request: SessionRequest): AnswerFormat | null {
  return (
    asRecord(request.overrides?.['agent.answer_format']) ??
    asRecord(typeof request.agent === 'object' ? request.agent?.answer_format : undefined) ??
    asRecord(request.answer_format)
  );
}
