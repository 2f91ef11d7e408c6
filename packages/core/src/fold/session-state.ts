import type { Answer, Metrics, ModelUsage, SessionStatus, ToolRequest } from '@agent-session/protocol';
import type { Echo, EndedIntent, Intent } from '../deciding/command.js';
import type { FactName } from '../tables/fact.js';
import type { LeafState, ResumesTo } from '../tables/leaf-state.js';
import type { Report, ViolationEntry } from '../log/log-entry.js';
import type { SessionLimits } from './session-limits.js';

/** An answer and where it belongs. */
export interface SessionAnswer {
  readonly value: Answer;
  /** How the agent judged it, verbatim; `null` when it did not. */
  readonly outcome: string | null;
  /** The turn that it answers. */
  readonly turn: number;
  /** Index of the event that carried it; `null` when only a status read told it. */
  readonly eventIndex: number | null;
}

/** States that nobody showed us, found because the next one seen cannot follow directly. */
export interface Skip {
  readonly from: LeafState;
  /** The facts that must have happened in between. */
  readonly via: readonly FactName[];
  readonly fact: FactName;
  /** Position in the log of the fact that revealed it. */
  readonly index: number;
}

/** An exact count, and the most recent few. */
export interface Recent<Item> {
  readonly count: number;
  /** Oldest first. At most 16. */
  readonly last: readonly Item[];
}

/** When the limits of the run are reached if nothing else happens, ISO 8601; `null`: that clock does not run. */
export interface Deadlines {
  /** `max_time_s`: the active time of the turn, pauses and waits for tools included. */
  readonly maxTimeAt: string | null;
  /** `idle_timeout_s`, counted from `idled`. */
  readonly idleAt: string | null;
}

/** The part of the state that facts move. */
export interface Lifecycle {
  readonly state: LeafState;
  /** Where `resumed` leads; `null` unless paused. */
  readonly resumesTo: ResumesTo | null;
  /** The current turn, from 1; 0 before anything was seen. */
  readonly turn: number;
  /** How many visible events had been seen when this state was entered. */
  readonly enteredAtEventIndex: number;
  /** ISO 8601, `null` until started. */
  readonly startedAt: string | null;
  /** ISO 8601, `null` until terminal. */
  readonly finishedAt: string | null;
  /** Milliseconds of the turn that count towards `max_time_s`, up to `activeSince`. */
  readonly activeMs: number;
  /** Since when that clock runs, ISO 8601; `null`: it stands. */
  readonly activeSince: string | null;
  /** Since when the agent waits for a message, ISO 8601. */
  readonly idleSince: string | null;
}

/** Where the events alone have led, while a status read runs ahead of them. */
export interface Behind extends Lifecycle {
  /** When what the status told happened, as exactly as is known, ISO 8601. */
  readonly reportedAt: string;
}

/**
 * All that is known of a session: the fold of its log, plain JSON data, never mutated. Two logs with the same entries
 * give deep-equal states.
 */
export interface SessionState extends Lifecycle {
  /** One of the eight. */
  readonly status: SessionStatus;
  /** The word of the wire, verbatim, a word nobody knows included. */
  readonly wireStatus: string;
  /** How many entries have been folded. */
  readonly version: number;
  /** How many visible events have been seen: the index of the next one, and the `from_index` to ask for. */
  readonly nextIndex: number;
  /**
   * Where the events alone have led, while a status read runs ahead of them; `null` when events and status agree.
   * Events that are read later move this until it has caught up. What the state shows meanwhile is the shortest way from
   * here to what the status told.
   */
  readonly behind: Behind | null;
  /** ISO 8601, when known. */
  readonly createdAt: string | null;
  /** The latest answer of any turn; `null`: none yet. */
  readonly answer: SessionAnswer | null;
  /** Steps the platform counted; steps seen in the events where it counts none. */
  readonly steps: number;
  /** True once the platform said a number of steps itself. */
  readonly stepsReported: boolean;
  readonly metrics: Metrics | null;
  /** Tokens per model; empty when not known. */
  readonly usage: readonly ModelUsage[];
  readonly error: string | null;
  /** `error_code` of the wire, verbatim. */
  readonly errorCode: string | null;
  /** How the agent judged its latest answer, verbatim. */
  readonly outcome: string | null;
  readonly liveViewUrl: string | null;
  /** Tool calls that wait for a result from the caller. */
  readonly pendingToolCalls: readonly ToolRequest[];
  /**
   * Tool calls that the events announced and have not settled: the pending ones, also where the state does not wait for
   * them (yet, or any more, because a status read runs ahead).
   */
  readonly announcedToolCalls: readonly ToolRequest[];
  /** Ids of the calls settled last, at most 128. */
  readonly settledToolCallIds: readonly string[];
  /** Commands sent whose effect has not been seen, oldest first. */
  readonly intents: readonly Intent[];
  /** Intents that ended last. */
  readonly endedIntents: Recent<EndedIntent>;
  /** Messages that came back as events and were not sent by us, or whose command is not answered yet. */
  readonly echoes: Recent<Echo>;
  readonly limits: SessionLimits;
  readonly deadlines: Deadlines;
  /** Whether this platform reopens an ended session when it gets a message. */
  readonly reopen: boolean;
  readonly skips: Recent<Skip>;
  readonly violations: Recent<ViolationEntry>;
  /** Status words nobody knows, each once. */
  readonly unknownWords: Recent<string>;
  /** What the last recorded status read said, whether or not the events explain it. */
  readonly report: Report | null;
}
