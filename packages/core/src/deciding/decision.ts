import type { CommandName } from '@agent-session/protocol';
import type { Command } from './command.js';
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
  /**
   * All that whoever runs the session appends, in order: the command, the events that everybody sees, the facts. Empty
   * when `decide` was not given a time. What only comes later stays an intent of the state: a message until it is
   * delivered, a pause until the step of the agent ends (`pauseIsDue`).
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
