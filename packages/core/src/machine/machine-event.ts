import { COMMAND_NAMES, type CommandName } from '@agent-session/protocol';
import type { Command, MessageCommand, ToolResultsCommand } from '../deciding/command.js';
import { assertAllowed } from '../deciding/decide.js';
import { CoreError, type CommandRefusedError, type IllegalTransitionError, type LogGapError } from '../errors.js';
import { evolve } from '../fold/evolve.js';
import type { SessionState } from '../fold/session-state.js';
import type { FactEntry, LogEntry } from '../log/log-entry.js';
import { COMMAND_TABLE } from '../tables/command-table.js';
import { FACT_NAMES, isFactName, type FactName } from '../tables/fact.js';

/** An entry of the log, as `observe` and `decide` give them. */
export interface EntryEvent {
  readonly type: 'entry';
  readonly entry: LogEntry;
}

/** A fact by its name. */
export type FactEvent = {
  [Name in FactName]: { readonly type: Name } & Partial<Omit<FactEntry, 'kind' | 'fact'>>;
}[FactName];

/** A command by its name: when it is accepted, its intent is noted. */
export type CommandEvent = {
  [Name in CommandName]: { readonly type: Name; readonly at?: string } & CommandDetails<Name>;
}[CommandName];

type CommandDetails<Name extends CommandName> = Name extends 'message'
  ? Omit<MessageCommand, 'name'>
  : Name extends 'toolResults'
    ? Omit<ToolResultsCommand, 'name'>
    : unknown;

/** What the session machine understands. A fact or command without `at` is of the start of the epoch. */
export type MachineEvent = EntryEvent | FactEvent | CommandEvent;

/** The types of all its events. */
export const MACHINE_EVENT_TYPES: readonly MachineEvent['type'][] = ['entry', ...FACT_NAMES, ...COMMAND_NAMES];

/** True for an event of the session machine; false for what XState sends to an actor by itself. */
export function isMachineEvent(event: { readonly type: string }): event is MachineEvent {
  return event.type === 'entry' || isFactName(event.type) || Object.hasOwn(COMMAND_TABLE.idle, event.type);
}

/** Why an event is refused. */
export type Refusal = CommandRefusedError | IllegalTransitionError | LogGapError;

/**
 * What the fold makes of an event: the state after it (the same one after a command that is a no-op), or why it is
 * refused.
 */
export function outcomeOf(state: SessionState, event: MachineEvent): SessionState | Refusal {
  try {
    const entry = entryOf(event);
    const isAsked = event.type !== 'entry' && entry.kind === 'command';
    return isAsked && assertAllowed(state, entry.command).outcome === 'no-op' ? state : evolve(state, entry);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

/** Tells why an event is refused from the state after it. */
export function isRefusal(outcome: unknown): outcome is Refusal {
  return outcome instanceof CoreError;
}

const UNTIMED = '1970-01-01T00:00:00.000Z';

function entryOf(event: MachineEvent): LogEntry {
  if (event.type === 'entry') return event.entry;
  const { type, at = UNTIMED, ...details } = event;
  if (isFactName(type)) return { ...details, kind: 'fact', fact: type, at };
  return { kind: 'command', command: { ...details, name: type } as Command, outcome: 'accepted', at };
}
