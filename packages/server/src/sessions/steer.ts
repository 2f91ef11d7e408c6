import { CommandRefusedError, decide, type Command, type RefusedDecision } from '@agent-session/core';
import type { ToolError, ToolRequest, ToolResult, UserMessage } from '@agent-session/protocol';
import type { Draft } from './draft.js';
import { giveUpOpenCalls, interruptRun } from './end-run.js';

/** A command of a caller that steers the run, with what it carries. */
export type SteeringCommand =
  | { readonly name: 'message'; readonly messages: readonly UserMessage[] }
  | { readonly name: 'toolResults'; readonly results: readonly (ToolResult | ToolError)[] }
  | { readonly name: 'pause' | 'resume' | 'forceAnswer' | 'cancel' };

/** What came of a command. */
export type SteeringOutcome = 'accepted' | 'no-op';

/**
 * Commands that let a paused session go on. What a caller asks after a pause finds the session paused, whether or not the
 * agent has come to the end of its step by then: else the pause would take hold after what was to end it, and last.
 */
const RESUMES: Readonly<Record<SteeringCommand['name'], boolean>> = {
  message: true,
  resume: true,
  forceAnswer: true,
  pause: false,
  toolResults: false,
  cancel: false,
};

/**
 * Carries out a command: whether it is allowed is for the lifecycle to decide, what it makes happen at once is written
 * into the draft. What has to wait for the agent (a pause between two steps) stays an intent of the lifecycle.
 *
 * @param origin - who asks: `user`, or `parent` for a cascade.
 * @throws CommandRefusedError when the state does not allow it; nothing is in the draft then.
 */
export function steer(draft: Draft, steering: SteeringCommand, origin: string): SteeringOutcome {
  if (RESUMES[steering.name] && pauseIsDue(draft)) pauseRun(draft);
  const results = steering.name === 'toolResults' ? openCallsAnswered(draft, steering.results) : [];
  const command = toCommand(steering, results);
  const decision = decide(draft.state.lifecycle, command);
  if (decision.outcome === 'refused') throw refused(draft, command, decision);
  if (decision.outcome === 'no-op') return 'no-op';
  draft.command(command, 'accepted');
  switch (steering.name) {
    case 'message':
      takeMessages(draft, steering.messages);
      break;
    case 'pause':
      holdIfNothingRuns(draft);
      break;
    case 'resume':
      resumeRun(draft, origin);
      break;
    case 'forceAnswer':
      askForAnswer(draft, 'force_answer', origin);
      break;
    case 'cancel':
      interruptRun(draft, origin);
      break;
    case 'toolResults':
      settleCalls(draft, results);
      break;
  }
  return 'accepted';
}

/** The pause a caller asked for takes hold. */
export function pauseRun(draft: Draft): void {
  draft.agentEvent({ kind: 'flow_event', flow: 'pause', origin: 'user' });
  draft.fact('paused');
}

/** True when a pause was accepted and has not taken hold. */
export function pauseIsDue(draft: Pick<Draft, 'state'>): boolean {
  return draft.state.lifecycle.intents.some((intent) => intent.command.name === 'pause');
}

/** Asks the agent to answer now, with what it has. Its open tool calls fail, so that nothing keeps it. */
export function askForAnswer(draft: Draft, reason: 'force_answer' | 'max_steps' | 'max_time_s', origin: string): void {
  if (draft.state.lifecycle.state === 'paused') resumeRun(draft, origin);
  giveUpOpenCalls(draft, 'An answer was asked for.');
  draft.agentEvent({ kind: 'flow_event', flow: 'force_answer', origin });
  draft.note({ kind: 'answerRequested', reason, steps: draft.state.steps });
}

function toCommand(steering: SteeringCommand, results: readonly CallResult[]): Command {
  switch (steering.name) {
    case 'message': {
      const last = steering.messages.at(-1);
      return { name: 'message', text: last?.message ?? '', callerId: last?.caller_id ?? 'user' };
    }
    case 'toolResults':
      return { name: 'toolResults', callIds: results.map(({ callId }) => callId) };
    default:
      return { name: steering.name };
  }
}

function takeMessages(draft: Draft, messages: readonly UserMessage[]): void {
  const { state } = draft.state.lifecycle;
  if (state === 'paused') resumeRun(draft, 'user');
  draft.note({ kind: 'received', messages });
  if (state === 'idle') draft.fact('woken');
  else if (draft.state.lifecycle.finishedAt !== null) draft.fact('reopened');
}

/** A launch stands still at once, and so does a run that waits for its caller; a step is never cut in two. */
function holdIfNothingRuns(draft: Draft): void {
  const { state } = draft.state.lifecycle;
  if (state === 'launching' || state === 'awaitingTools') pauseRun(draft);
}

function resumeRun(draft: Draft, origin: string): void {
  if (draft.state.lifecycle.state !== 'paused') return;
  draft.agentEvent({ kind: 'flow_event', flow: 'resume', origin });
  draft.fact('resumed');
}

interface CallResult {
  readonly callId: string;
  readonly call: ToolRequest | null;
  readonly result: ToolResult | ToolError;
}

/** Finds the open call of each result: by its id, or by its tool where the result names no id. */
function openCallsAnswered(draft: Draft, results: readonly (ToolResult | ToolError)[]): CallResult[] {
  const open = [...draft.state.lifecycle.pendingToolCalls];
  return results.map((result) => {
    const named = result.tool_req;
    const at = open.findIndex((call) =>
      typeof named?.id === 'string' ? call.id === named.id : named ? call.tool_name === named.tool_name : true,
    );
    const [call] = at === -1 ? [] : open.splice(at, 1);
    return { callId: call?.id ?? named?.id ?? `(${named?.tool_name ?? 'unnamed'})`, call: call ?? null, result };
  });
}

function settleCalls(draft: Draft, results: readonly CallResult[]): void {
  const before = draft.state.lifecycle.pendingToolCalls;
  const settled = new Set<ToolRequest>();
  for (const { call, result } of results) {
    if (!call) continue;
    settled.add(call);
    draft.agentEvent({ ...result, tool_req: call });
  }
  const rest = before.filter((call) => !settled.has(call));
  if (rest.length > 0) draft.fact('awaitedTools', { pendingToolCalls: rest });
  else if (settled.size > 0) draft.fact('toolsSettled');
}

function refused(draft: Draft, command: Command, decision: RefusedDecision): CommandRefusedError {
  const { state, enteredAtEventIndex } = draft.state.lifecycle;
  const { reason, allowed } = decision;
  return new CommandRefusedError({ command: command.name, state, eventIndex: enteredAtEventIndex, reason, allowed });
}
