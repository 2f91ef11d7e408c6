import { COMMAND_NAMES, type CommandName } from '@agent-session/protocol';
import { COMMAND_TABLE, type CommandCell } from '../tables/command-table.js';
import type { Command } from './command.js';
import type { Decision } from './decision.js';
import { CommandRefusedError } from '../errors.js';
import type { SessionState } from '../fold/session-state.js';

/**
 * What becomes of a command in a state: accepted, no-op or refused, by the command table and the pending intents. Asked
 * before a command is sent. Whoever runs the session asks `decideCommand` of `@agent-session/core/authority`, which also
 * gives what follows.
 *
 * @example
 * const decision = decide(state, { name: 'pause' });
 * if (decision.outcome === 'refused') show(decision.reason, decision.allowed);
 */
export function decide(state: SessionState, command: Command): Decision {
  const { verdict, reason } = judge(state, command);
  return { outcome: verdict, command, reason, allowed: allowedCommands(state) };
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
