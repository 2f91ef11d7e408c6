import type { CommandName, ErrorCodeName } from '@agent-session/protocol';
import type { FactName } from './tables/fact.js';
import type { LeafState } from './tables/leaf-state.js';

type CoreErrorCode = Extract<
  ErrorCodeName,
  'illegal-transition' | 'command-refused' | 'log-gap' | 'ahead-of-events' | 'reducer-version-mismatch' | 'corrupt-log'
>;

/** Base class of every error this package throws. `code` is stable. */
export class CoreError extends Error {
  override readonly name: string = 'CoreError';
  readonly code: CoreErrorCode;

  constructor(code: CoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The class of each code: total, so that a new code cannot be forgotten. */
interface CoreErrors extends Record<CoreErrorCode, CoreError> {
  readonly 'illegal-transition': IllegalTransitionError;
  readonly 'command-refused': CommandRefusedError;
  readonly 'log-gap': LogGapError;
  readonly 'ahead-of-events': AheadOfEventsError;
  readonly 'reducer-version-mismatch': ReducerVersionMismatchError;
  readonly 'corrupt-log': CorruptLogError;
}

/**
 * True for an error of this package, also one from another copy of it; with a code, for that one.
 *
 * @example if (isCoreError(error, 'command-refused')) console.log(error.allowed)
 */
export function isCoreError(error: unknown): error is CoreError;
export function isCoreError<Code extends CoreErrorCode>(error: unknown, code: Code): error is CoreErrors[Code];
export function isCoreError(error: unknown, code?: CoreErrorCode): boolean {
  if (!(error instanceof Error && 'code' in error && CORE_ERROR_CODES.has(error.code))) return false;
  return code === undefined || error.code === code;
}

const CORE_ERROR_CODES: ReadonlySet<unknown> = new Set<CoreErrorCode>([
  'illegal-transition',
  'command-refused',
  'log-gap',
  'ahead-of-events',
  'reducer-version-mismatch',
  'corrupt-log',
]);

/** A fact was folded into a state that has no edge for it. */
export class IllegalTransitionError extends CoreError {
  override readonly name = 'IllegalTransitionError';
  readonly from: LeafState;
  readonly fact: FactName;
  /** Position of the entry in the log. */
  readonly index: number;
  /** The facts that have an edge from there. */
  readonly allowed: readonly FactName[];

  constructor(details: {
    readonly from: LeafState;
    readonly fact: FactName;
    readonly index: number;
    readonly allowed: readonly FactName[];
  }) {
    const { from, fact, index, allowed } = details;
    super(
      'illegal-transition',
      `Entry ${index} of the log says "${fact}", which cannot happen to a session that is ${from}. ` +
        `Possible there: ${list(allowed)}. Check where the log was recorded, or recover its good prefix.`,
    );
    this.from = from;
    this.fact = fact;
    this.index = index;
    this.allowed = allowed;
  }
}

/** A command is not allowed in the state the session is in. */
export class CommandRefusedError extends CoreError {
  override readonly name = 'CommandRefusedError';
  readonly command: CommandName;
  readonly state: LeafState;
  /** How many visible events had been seen when the session entered that state. */
  readonly eventIndex: number;
  /** Why, in a few words. */
  readonly reason: string;
  /** The commands that are allowed now. */
  readonly allowed: readonly CommandName[];

  constructor(details: {
    readonly command: CommandName;
    readonly state: LeafState;
    readonly eventIndex: number;
    readonly reason: string;
    readonly allowed: readonly CommandName[];
  }) {
    const { command, state, eventIndex, reason, allowed } = details;
    const since = eventIndex > 0 ? ` since event ${eventIndex}` : '';
    super('command-refused', `Cannot ${VERBS[command]}: ${reason} (${state}${since}). Allowed now: ${list(allowed)}.`);
    this.command = command;
    this.state = state;
    this.eventIndex = eventIndex;
    this.reason = reason;
    this.allowed = allowed;
  }
}

const VERBS: Readonly<Record<CommandName, string>> = {
  message: 'send a message',
  pause: 'pause',
  resume: 'resume',
  forceAnswer: 'force an answer',
  cancel: 'cancel',
  toolResults: 'hand in tool results',
  share: 'share',
  unshare: 'unshare',
  feedback: 'give feedback',
};

/** A page of events starts after the next event the log expects. */
export class LogGapError extends CoreError {
  override readonly name = 'LogGapError';
  /** Index of the next event the log expects. */
  readonly expectedIndex: number;
  /** Index of the event that came instead. */
  readonly actualIndex: number;

  constructor(expectedIndex: number, actualIndex: number) {
    super(
      'log-gap',
      `The next event of the log is ${expectedIndex}, but what came begins at ${actualIndex}. ` +
        `Read again from ${expectedIndex}.`,
    );
    this.expectedIndex = expectedIndex;
    this.actualIndex = actualIndex;
  }
}

/** Entries to append were asked for in a state that a status read put ahead of its events. */
export class AheadOfEventsError extends CoreError {
  override readonly name = 'AheadOfEventsError';
  /** The word of the status that runs ahead. */
  readonly wireStatus: string;
  /** Index of the next event that was not read. */
  readonly nextIndex: number;

  constructor(wireStatus: string, nextIndex: number) {
    super(
      'ahead-of-events',
      `Nothing can be decided for this session here: a status read says "${wireStatus}" before the events do, so somebody ` +
        'else runs it. Only whoever runs a session appends what a decision gives. To ask whether a command is allowed, ' +
        `leave the time out: decide(state, command). The events are read on from ${nextIndex}.`,
    );
    this.wireStatus = wireStatus;
    this.nextIndex = nextIndex;
  }
}

/** A checkpoint was not made by this version of the fold, or is damaged. */
export class ReducerVersionMismatchError extends CoreError {
  override readonly name = 'ReducerVersionMismatchError';
  /** The version of this package's fold. */
  readonly expectedVersion: number;
  /** What the checkpoint says. */
  readonly actualVersion: unknown;

  constructor(expectedVersion: number, actualVersion: unknown, damage?: string) {
    super(
      'reducer-version-mismatch',
      (damage === undefined
        ? `The checkpoint was made by version ${String(actualVersion)} of the fold, this is version ${expectedVersion}. `
        : `The checkpoint cannot be read: ${damage}. `) +
        'Replay the log from its start, or read the session again from index 0.',
    );
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}

/** A line of an exported log cannot be read. */
export class CorruptLogError extends CoreError {
  override readonly name = 'CorruptLogError';
  /** From 1. */
  readonly line: number;
  /** What is wrong with it. */
  readonly reason: string;
  /** The field that is wrong, by its path, such as `report.steps`; `null`: the line as a whole. */
  readonly field: string | null;

  constructor(line: number, reason: string, options: ErrorOptions & { readonly field?: string } = {}) {
    super(
      'corrupt-log',
      `Line ${line} of the log cannot be read: ${reason}. ` +
        'Restore the file, or read it with { recover: true } to keep the lines before it.',
      options,
    );
    this.line = line;
    this.reason = reason;
    this.field = options.field ?? null;
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
