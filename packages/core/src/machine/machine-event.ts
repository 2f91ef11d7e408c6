import type { CommandName } from '@agent-session/protocol';
import type { Command, MessageCommand, ToolResultsCommand } from '../deciding/command.js';
import { decide } from '../deciding/decide.js';
import { evolve } from '../fold/evolve.js';
import { isFactName, type FactName } from '../tables/fact.js';
import type { CommandEntry, EventEntry, FactEntry, LogEntry, OpenedEntry, ReportEntry } from '../log/log-entry.js';
import type { SessionState } from '../fold/session-state.js';

/** A fact as an event of the machine. */
export type FactEvent = {
  [Name in FactName]: { readonly type: Name } & Omit<Partial<FactEntry>, 'kind' | 'fact' | 'via' | 'reported'>;
}[FactName];

/** A command as an event of the machine: its intent is noted. */
export type CommandEvent = {
  [Name in CommandName]: { readonly type: Name; readonly at?: string } & CommandDetails<Name>;
}[CommandName];

type CommandDetails<Name extends CommandName> = Name extends 'message'
  ? Omit<MessageCommand, 'name'>
  : Name extends 'toolResults'
    ? Omit<ToolResultsCommand, 'name'>
    : unknown;

/** An entry that moves no state of the machine: a wire event, a report, a command with its outcome. */
export interface RecordedEvent {
  readonly type: 'recorded';
  readonly entry: EventEntry | ReportEntry | CommandEntry | OpenedEntry;
}

/** What the session machine understands. */
export type MachineEvent = FactEvent | CommandEvent | RecordedEvent;

/** The time of events that do not tell theirs. */
const UNTIMED = '1970-01-01T00:00:00.000Z';

/** The entry of the log that an event of the machine stands for. */
export function entryOfMachineEvent(event: MachineEvent): LogEntry {
  if (event.type === 'recorded') return event.entry;
  const { type, at = UNTIMED, ...details } = event;
  if (isFactName(type)) return { ...details, kind: 'fact', fact: type, at };
  return { kind: 'command', command: { ...details, name: type } as Command, outcome: 'accepted', at };
}

/** The command an event of the machine stands for, if it is one. */
export function commandOfMachineEvent(event: MachineEvent): Command | null {
  const entry = entryOfMachineEvent(event);
  return entry.kind === 'command' && event.type !== 'recorded' ? entry.command : null;
}

/** The context after an event: the fold itself. */
export function applyMachineEvent(context: SessionState, event: MachineEvent): SessionState {
  return evolve(context, entryOfMachineEvent(event));
}

/** Whether the command the event stands for would be accepted. */
export function isAccepted(context: SessionState, event: MachineEvent): boolean {
  const command = commandOfMachineEvent(event);
  return command !== null && decide(context, command).outcome === 'accepted';
}
