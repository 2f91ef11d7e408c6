import type { CommandName } from '@agent-session/protocol';

/** Says something to the agent. */
export interface MessageCommand {
  readonly name: 'message';
  /** What is said; the echo in the log is recognised by it. */
  readonly text?: string;
  /** Who says it. Default `user`. */
  readonly callerId?: string;
}

/** Hands in results of tools that the agent asked its caller to run. */
export interface ToolResultsCommand {
  readonly name: 'toolResults';
  /** Ids of the calls that are answered. Left out: the ids are not known, and any open call may be meant. */
  readonly callIds?: readonly string[];
}

/** A command without further data. */
export interface PlainCommand {
  readonly name: Exclude<CommandName, 'message' | 'toolResults'>;
}

/** What a caller asks of a session. */
export type Command = MessageCommand | ToolResultsCommand | PlainCommand;

/** A command that was sent and whose effect has not been seen yet. */
export interface Intent {
  readonly command: Command;
  /** Position of its command entry in the log: the identity of the intent. */
  readonly index: number;
  /** How many visible events had been seen when it was sent. */
  readonly eventIndex: number;
  /** `unknown`: the connection broke after sending, so nobody knows whether it arrived. */
  readonly delivery: 'accepted' | 'unknown';
  /** When it was sent, ISO 8601. */
  readonly at: string;
  /** A message by the same caller with other words was echoed after this one was sent. */
  readonly echoedOtherwise?: true;
}

/** What ended an intent. */
export type IntentEnd = 'echo' | 'effect' | 'superseded' | 'ended';

/** An intent that is over. */
export interface EndedIntent extends Intent {
  /**
   * `echo`: its message came back as an event. `effect`: what it asked for was seen. `superseded`: a later command took
   * it back. `ended`: the session ended first.
   */
  readonly endedBy: IntentEnd;
  /** Index of the next visible event when it ended. For `echo`: the index of the echo. */
  readonly endedAtEventIndex: number;
  /** The turn it ended in. */
  readonly turn: number;
}

/** A message that came back as an event. */
export interface Echo {
  readonly text: string;
  readonly callerId: string;
  readonly eventIndex: number;
  /** The turn that it joined or began. */
  readonly turn: number;
}
