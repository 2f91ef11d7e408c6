import { CommandRefusedError, type Command, type RefusedDecision } from '@agent-session/core';
import { decideCommand } from '@agent-session/core/authority';
import type { ToolError, ToolResult, UserMessage } from '@agent-session/protocol';
import type { Draft } from './draft.js';

/** A command of a caller that steers the run, with what it carries. */
export type SteeringCommand =
  | { readonly name: 'message'; readonly messages: readonly UserMessage[] }
  | { readonly name: 'toolResults'; readonly results: readonly (ToolResult | ToolError)[] }
  | { readonly name: 'pause' | 'resume' | 'forceAnswer' | 'cancel' };

/** What came of a command. */
export type SteeringOutcome = 'accepted' | 'no-op';

/**
 * Carries out a command: whether it is allowed and what follows is for the lifecycle to decide. The server notes beside it
 * what it has to do for the agent.
 *
 * @param origin - who asks: `user`, or `parent` for a cascade.
 * @throws CommandRefusedError when the state does not allow it; nothing is in the draft then.
 */
export function steer(draft: Draft, steering: SteeringCommand, origin: string): SteeringOutcome {
  const results = steering.name === 'toolResults' ? { results: steering.results } : {};
  const decision = decideCommand(draft.state.lifecycle, toCommand(steering), { at: draft.at, origin, ...results });
  if (decision.outcome === 'refused') throw refused(draft, decision);
  if (decision.outcome === 'no-op') return 'no-op';
  draft.take(decision);
  if (steering.name === 'message') draft.note({ kind: 'received', messages: steering.messages });
  if (steering.name === 'forceAnswer') {
    draft.note({ kind: 'answerRequested', reason: 'force_answer', steps: draft.state.steps });
  }
  return 'accepted';
}

function toCommand(steering: SteeringCommand): Command {
  if (steering.name !== 'message') return { name: steering.name };
  const last = steering.messages.at(-1);
  return { name: 'message', text: last?.message ?? '', callerId: last?.caller_id ?? 'user' };
}

function refused(draft: Draft, { command, reason, allowed }: RefusedDecision): CommandRefusedError {
  const { state, enteredAtEventIndex } = draft.state.lifecycle;
  return new CommandRefusedError({ command: command.name, state, eventIndex: enteredAtEventIndex, reason, allowed });
}
