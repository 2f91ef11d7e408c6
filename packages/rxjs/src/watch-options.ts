import type { AnswerFormat, Clock } from '@agent-session/protocol';
import type { Checkpoint, LogEntry } from '@agent-session/core';
import type { Connectivity } from './connectivity.js';
import type { LogSink } from './log-sink.js';
import type { PollSettings } from './poll-settings.js';
import type { SessionTools } from './session-tools.js';

/** How to follow a session. Everything has a default. */
export interface WatchOptions {
  /** Index of the first event that `events$` and `events()` deliver. The state is always that of all. Default 0. */
  readonly fromIndex?: number;
  /**
   * When the streams complete. `terminal`: the session is over. `settled`: or idle. Default: `terminal` when the session
   * was launched with `idle_timeout_s`, else `settled` (some platforms leave one-shot sessions idle).
   */
  readonly until?: 'settled' | 'terminal';
  /** The JSON Schema answers are checked against. Default: the `answer_format` the session was launched with. */
  readonly answerFormat?: AnswerFormat;
  /** A log recorded earlier: the watch goes on where it ends, with no event lost or repeated. */
  readonly log?: readonly LogEntry[];
  /** A state recorded earlier, to go on from without its log; with `log`, the entries after it. */
  readonly checkpoint?: Checkpoint;
  /** Keeps the log as it grows; what it holds of the session already is where the watch goes on. Not with `log` or `checkpoint`. */
  readonly logSink?: LogSink;
  /** Told when the `logSink` failed to keep something. It is tried again. Default: nothing; see `saved()`. */
  readonly onLogError?: (error: unknown) => void;
  /** Runs when the agent asks for one of these tools, by name, while somebody listens. Once per call. */
  readonly tools?: SessionTools;
  /** How many of the latest events are kept in memory. Earlier ones are read again when somebody needs them. Default 10 000. */
  readonly keepEvents?: number;
  /** Times and sizes of the poll. Those of the first watch of a session hold for all that share its poll. */
  readonly poll?: Partial<PollSettings>;
  /** Time, for tests. Default: the machine's. */
  readonly clock?: Clock;
  /** Random number, 0 ≤ n < 1, for tests. Default `Math.random`. */
  readonly random?: () => number;
  /** Where news of the network and of waking from sleep come from. Default: the browser's events and clock, else nothing. */
  readonly connectivity?: Connectivity;
}

/** How to launch and follow a session. */
export interface LaunchOptions extends Omit<WatchOptions, 'log' | 'checkpoint' | 'answerFormat'> {
  /** Gives up launching (not the run, once it is launched): the returned promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
