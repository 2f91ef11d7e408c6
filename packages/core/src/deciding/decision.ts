import type { CommandName } from '@agent-session/protocol';
import type { Command } from './command.js';
import type { FactName } from '../tables/fact.js';
import type { LogEntry } from '../log/log-entry.js';

interface DecisionBase {
  readonly command: Command;
  /** Why, or what will happen, in a few words. */
  readonly reason: string;
  /** The commands that would be accepted now. */
  readonly allowed: readonly CommandName[];
}

/** The command may be sent; whoever runs the session makes it happen. */
export interface AcceptedDecision extends DecisionBase {
  readonly outcome: 'accepted';
  /** The facts that follow at the authority, in order; empty when the effect comes later (a message while running). */
  readonly facts: readonly FactName[];
  /**
   * What the authority appends: the command, and for each fact its visible event with the fact. Empty when `decide` was
   * not given a time.
   */
  readonly entries: readonly LogEntry[];
}

/** The command changes nothing: what it asks for is so already. A client still sends it, the server knows better. */
export interface NoOpDecision extends DecisionBase {
  readonly outcome: 'no-op';
}

/** The command cannot be taken in this state. */
export interface RefusedDecision extends DecisionBase {
  readonly outcome: 'refused';
}

/** What `decide` says to a command. */
export type Decision = AcceptedDecision | NoOpDecision | RefusedDecision;
