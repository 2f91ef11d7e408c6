import type { AgentEventData, Metrics, SessionErrorCode, ToolRequest } from '@agent-session/protocol';
import type { LogEntry } from '../log/log-entry.js';

/** What whoever runs an agent hears of it, in the order it happens. */
export type Output =
  /** The agent begins a turn. */
  | { readonly kind: 'began' }
  /** One event of its run. A `policy_event` is a step, an `answer_event` an answer that was accepted. */
  | { readonly kind: 'event'; readonly event: AgentEventData }
  /** Totals of the run so far. */
  | { readonly kind: 'metrics'; readonly metrics: Metrics }
  /** It calls tools of its caller and waits for their results. */
  | { readonly kind: 'toolCalls'; readonly calls: readonly ToolRequest[] }
  | RefusedAnswerOutput
  | ReturnedOutput
  | FailedOutput;

/** It gave an answer that does not conform to what was asked for. */
export interface RefusedAnswerOutput {
  readonly kind: 'refusedAnswer';
  readonly issues: readonly AnswerIssue[];
  /** How many of its answers were refused, this one included. */
  readonly attempt: number;
  /** With so many the session fails. */
  readonly maxAttempts: number;
}

/** One reason why an answer was refused; `pointer` is the place in the answer (JSON Pointer). */
export interface AnswerIssue {
  readonly pointer: string;
  readonly message: string;
}

/** It returned: it has nothing more to say in this run. */
export interface ReturnedOutput {
  readonly kind: 'returned';
  /** Whether this run answered. Default: whether the turn has an answer. */
  readonly answered?: boolean;
  /** Whether its last answer was refused and may be tried again. Default false. */
  readonly refused?: boolean;
  /** Whether accepted messages have not reached it. Default: whether the intent of a message is open. */
  readonly undelivered?: boolean;
}

/** It cannot go on. */
export interface FailedOutput {
  readonly kind: 'failed';
  /** For people. */
  readonly error: string;
  readonly errorCode: SessionErrorCode;
}

/** Why an agent is asked for its answer before it gave one. */
export type AnswerReason = 'force_answer' | 'max_steps' | 'max_time_s';

/** What whoever runs the agent adds to its output. */
export interface OutputOptions {
  /** The time it is, ISO 8601. */
  readonly at: string;
  /** Steps the agent had taken before. Default: those of the state. */
  readonly steps?: number;
  /** Why the agent was asked for its answer in this turn, and how many steps it had taken then. Default: it was not. */
  readonly asked?: { readonly reason: AnswerReason; readonly steps: number } | null;
}

/** What follows from an output. */
export interface OutputDecision {
  /** All that is appended, in order. */
  readonly entries: readonly LogEntry[];
  /** The agent is to be asked for its answer from now on, for this reason; `null`: nothing changes about that. */
  readonly asks: AnswerReason | null;
  /**
   * `go-on`: the agent goes on, once the session is not paused. `later`: the session is paused and the output was not
   * taken, it is decided again once that has been resumed. `return`: the agent has said what it was asked for, end its
   * run. `again`: the agent runs once more in this turn. `over`: the turn is over, or the session.
   */
  readonly next: 'go-on' | 'later' | 'return' | 'again' | 'over';
}
