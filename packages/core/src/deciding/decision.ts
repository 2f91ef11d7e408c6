import type { CommandName } from '@agent-session/protocol';
import type { Command } from './command.js';

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
