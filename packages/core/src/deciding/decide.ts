import {
  COMMAND_NAMES,
  type CommandName,
  type ToolError,
  type ToolRequest,
  type ToolResult,
} from '@agent-session/protocol';
import { COMMAND_TABLE, type CommandCell } from '../tables/command-table.js';
import type { Command } from './command.js';
import type { Decision } from './decision.js';
import { EFFECTS, holdIfDue, type CallResult, type Cause } from './effects.js';
import { draftEntries, type EntryDraft } from './entry-draft.js';
import { CommandRefusedError } from '../errors.js';
import type { SessionState } from '../fold/session-state.js';

/** What whoever runs the session adds to a command. */
export interface DecideOptions {
  /** The time of the entries, ISO 8601. */
  readonly at: string;
  /** Who asks, as the events say it. Default `user`. */
  readonly origin?: string;
  /**
   * What `toolResults` hands in. Its calls are found by the id that a result names, else by its tool; the events keep the
   * results, the command keeps the ids.
   */
  readonly results?: readonly (ToolResult | ToolError)[];
}

/**
 * What becomes of a command in a state: accepted, no-op or refused, by the command table and the pending intents.
 *
 * A client asks before it sends. Whoever runs the session asks before it acts, says when, and appends `entries`, which
 * are all that follows. A pause of an agent at work waits for the end of its step: the state says so (`pauseIsDue`), and
 * `decideStep` and `decideOutput` let it take hold. What is asked of the run before that finds it paused already, so that
 * a pause never takes hold after what was to end it.
 *
 * @throws AheadOfEventsError when a time is given for a state that a status read put ahead of its events: then somebody
 * else runs the session.
 * @example
 * const decision = decide(state, { name: 'pause' });
 * if (decision.outcome === 'refused') show(decision.reason, decision.allowed);
 */
export function decide(state: SessionState, asked: Command, options?: DecideOptions): Decision {
  const results = asked.name === 'toolResults' ? callResults(state, asked.callIds, options?.results) : null;
  const command: Command =
    results !== null && options?.results
      ? { name: 'toolResults', callIds: results.map(({ callId }) => callId) }
      : asked;
  const allowed = allowedCommands(state);
  const { verdict, reason } = judge(state, command);
  if (verdict !== 'accepted') return { outcome: verdict, command, reason, allowed };
  if (options === undefined) return { outcome: 'accepted', command, reason, allowed, entries: [] };
  const { at, origin = 'user' } = options;
  const draft = draftEntries(state, at);
  carryOut(draft, command, { origin, results });
  return { outcome: 'accepted', command, reason, allowed, entries: draft.entries };
}

function carryOut(draft: EntryDraft, command: Command, cause: Cause): void {
  if (letsGoOn(command.name)) holdIfDue(draft);
  const { facts = [], after } = COMMAND_TABLE[draft.state.state][command.name];
  draft.add({ kind: 'command', command, outcome: 'accepted', at: draft.at });
  if (after === 'step') return;
  for (const fact of facts) EFFECTS[fact](draft, cause);
  if (command.name === 'forceAnswer') {
    draft.agentEvent({ kind: 'flow_event', flow: 'force_answer', origin: cause.origin });
  }
}

/** True for a command that lets a paused session go on. */
function letsGoOn(name: CommandName): boolean {
  return COMMAND_TABLE.paused[name].facts?.includes('resumed') === true;
}

/** Finds the open call of each result: by its id, or by its tool where the result names no id. */
function callResults(
  state: SessionState,
  callIds: readonly string[] = [],
  results?: readonly (ToolResult | ToolError)[],
): CallResult[] {
  const open = [...state.pendingToolCalls];
  const take = (answers: (call: ToolRequest) => boolean): ToolRequest | null => {
    const at = open.findIndex(answers);
    return (at === -1 ? undefined : open.splice(at, 1)[0]) ?? null;
  };
  if (results === undefined) return callIds.map((callId) => ({ callId, call: take(({ id }) => id === callId) }));
  return results.map((result) => {
    const named = result.tool_req;
    const call = take(({ id, tool_name }) =>
      typeof named?.id === 'string' ? id === named.id : named ? tool_name === named.tool_name : true,
    );
    return { callId: call?.id ?? named?.id ?? `(${named?.tool_name ?? 'unnamed'})`, call, result };
  });
}

/** The commands that would be accepted now, in the order of the table. No-ops are left out. */
export function allowedCommands(state: SessionState): CommandName[] {
  return COMMAND_NAMES.filter((name) => judge(state, { name }).verdict === 'accepted');
}

/** What each command would meet now, with the reason: for a user interface that explains its disabled buttons. */
export function commandReport(
  state: SessionState,
): Record<CommandName, { readonly outcome: Decision['outcome']; readonly reason: string }> {
  return Object.fromEntries(
    COMMAND_NAMES.map((name) => {
      const { verdict, reason } = judge(state, { name });
      return [name, { outcome: verdict, reason }];
    }),
  ) as Record<CommandName, { outcome: Decision['outcome']; reason: string }>;
}

/**
 * The decision, unless it is a refusal.
 *
 * @throws CommandRefusedError
 */
export function assertAllowed(state: SessionState, command: Command): Exclude<Decision, { outcome: 'refused' }> {
  const decision = decide(state, command);
  if (decision.outcome !== 'refused') return decision;
  throw new CommandRefusedError({
    command: command.name,
    state: state.state,
    eventIndex: state.enteredAtEventIndex,
    reason: decision.reason,
    allowed: decision.allowed,
  });
}

interface Judgement {
  readonly verdict: Decision['outcome'];
  readonly reason: string;
}

function judge(state: SessionState, command: Command): Judgement {
  const cell: CommandCell = COMMAND_TABLE[state.state][command.name];
  const as = (verdict: Decision['outcome'], reason: string): Judgement => ({ verdict, reason });
  const pending = pendingSwitch(state);

  if (command.name === pending && cell.verdict === 'accepted') return as('no-op', `a ${pending} is under way already`);
  const canPause = COMMAND_TABLE[state.state].pause.verdict === 'accepted';
  if (command.name === 'resume' && pending === 'pause' && canPause) {
    return as('accepted', 'takes the pending pause back');
  }
  if (command.name === 'pause' && pending === 'resume' && cell.verdict === 'no-op') {
    return as('accepted', 'takes the pending resume back');
  }
  switch (cell.depends) {
    case 'reopen':
      return state.reopen ? as('accepted', 'the session is reopened') : as(cell.verdict, cell.note);
    case 'started':
      return state.resumesTo === 'launching' ? as('refused', 'the agent has not started') : as(cell.verdict, cell.note);
    case 'settled-calls':
    case 'open-calls':
      return as(...judgeCalls(state, command, cell));
    default:
      return as(cell.verdict, cell.note);
  }
}

/** Which of pause and resume was sent last and has not been seen yet. */
function pendingSwitch(state: SessionState): 'pause' | 'resume' | null {
  for (const { command } of state.intents) {
    // There is at most one: each takes the other back.
    if (command.name === 'pause' || command.name === 'resume') return command.name;
  }
  return null;
}

function judgeCalls(
  state: SessionState,
  command: Command,
  cell: CommandCell,
): [verdict: Decision['outcome'], reason: string] {
  const callIds = command.name === 'toolResults' ? command.callIds : undefined;
  if (callIds !== undefined && callIds.length > 0 && callIds.every((id) => isSettled(state, id))) {
    return ['no-op', 'these tool calls are settled already'];
  }
  if (cell.depends === 'settled-calls') return [cell.verdict, cell.note];
  const open = state.pendingToolCalls;
  if (state.state === 'paused' && open.length === 0) return ['refused', 'no tool call is open'];
  // A platform that does not say which calls are open, or gives them no ids, judges them itself.
  const areKnown = open.length > 0 && open.every(({ id }) => id != null);
  const isUnknown = (id: string): boolean => !open.some((call) => call.id === id) && !isSettled(state, id);
  if (areKnown && callIds !== undefined && callIds.some(isUnknown)) {
    return ['refused', 'no tool call with this id is open'];
  }
  return [cell.verdict, cell.note];
}

/** Settled by the events, or by what a status read told that runs ahead of them. */
function isSettled(state: SessionState, id: string): boolean {
  const { settledToolCallIds, pendingToolCalls, announcedToolCalls } = state;
  if (pendingToolCalls.some((call) => call.id === id)) return false;
  return settledToolCallIds.includes(id) || announcedToolCalls.some((call) => call.id === id);
}
