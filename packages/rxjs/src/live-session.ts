import type { Checkpoint, Intent, EventEntry, LogEntry, SessionState, ViolationEntry } from '@agent-session/core';
import type { SettledStatus, SessionStatus, ToolError, ToolResult, UserMessage } from '@agent-session/protocol';
import type { Observable } from 'rxjs';
import type { LinkStatus } from './link-status.js';
import type { LiveAnswer } from './live-answer.js';

/** What every wait takes. */
export interface WaitOptions {
  /** Ends the wait at once; it rejects with the signal's reason, unchanged. Neither the stream nor the run is touched. */
  readonly signal?: AbortSignal | undefined;
}

/** How a session (or a turn of it) ended. */
export interface Settlement<Value = unknown> {
  readonly status: SettledStatus;
  /** The answer of this turn, checked; `null` when there is none and no format asked for one. */
  readonly answer: LiveAnswer<Value> | null;
  /** How the agent judged its answer, verbatim. */
  readonly outcome: string | null;
  /** Why it failed or timed out. */
  readonly error: { readonly code: string | null; readonly message: string | null } | null;
  /** The turn that settled, from 1. */
  readonly turn: number;
  /** Everything recorded, oldest first, as far as it is kept (see the option `keepEvents`). */
  readonly log: readonly LogEntry[];
}

/**
 * One session, followed and steered. Every face (observables, promises, iterators, `subscribe`) reads the same log and
 * agrees with the others.
 *
 * Nothing is asked of the server before somebody listens, and all listeners of one session and client share one poll,
 * which stops shortly after the last of them left. Leaving never cancels the run: that is {@link cancel}.
 *
 * The observables end when the session is terminal, or (`until: 'settled'`) idle; they fail only when the platform
 * permanently refuses to be asked, with a {@link StreamFailedError} that carries state and cursor.
 */
export interface LiveSession<Value = unknown> extends AsyncIterable<SessionState> {
  readonly id: string;

  /** The whole state: what is known now first (if anything is), then each change. */
  readonly session$: Observable<SessionState>;
  /** The status, one of the eight: the current one first, then each that differs from the one before. */
  readonly status$: Observable<SessionStatus>;
  /** Every event once, in order, from index 0 (or `fromIndex`), however late the subscriber. */
  readonly events$: Observable<EventEntry>;
  /** Each answer, checked, bound to its turn; the last one is the server's latest. */
  readonly answer$: Observable<LiveAnswer<Value>>;
  /** The health of the connection. Not the status. Never fails. */
  readonly link$: Observable<LinkStatus>;
  /** What the platform did against the lifecycle. The stream follows the platform and goes on. */
  readonly violations$: Observable<ViolationEntry>;
  /** Commands that were accepted and whose effect is not seen yet: the current list first, then each change. */
  readonly intents$: Observable<readonly Intent[]>;

  /** Says something to the agent. Resolves when the platform accepted it, which is before the agent heard it. */
  message(message: string | UserMessage, options?: WaitOptions): Promise<void>;
  /** Asks for a pause. Accepted is not done: watch `status$`. */
  pause(options?: WaitOptions): Promise<void>;
  /** Asks a paused run to go on. */
  resume(options?: WaitOptions): Promise<void>;
  /** Asks the agent to answer with what it has. */
  forceAnswer(options?: WaitOptions): Promise<void>;
  /** Ends the run for good. Stopping to watch does not. */
  cancel(options?: WaitOptions): Promise<void>;
  /** Hands in results of tools the agent asked for. */
  toolResults(results: readonly (ToolResult | ToolError)[], options?: WaitOptions): Promise<void>;

  /** The state as it is known now. Before the first reply: the state of a session nothing is known of. */
  snapshot(): SessionState;
  /** The health of the connection as it is now. */
  link(): LinkStatus;
  /** Everything recorded, oldest first, as far as it is kept. `replay(log())` is `snapshot()`. */
  log(): readonly LogEntry[];
  /** The state to go on from in a later watch, without its log: see the option `checkpoint`. */
  checkpoint(): Checkpoint;
  /** Resolves when everything recorded is kept by the `logSink`, if there is one; rejects with its error. */
  saved(): Promise<void>;

  /**
   * Resolves when the session is terminal, or idle with no message on its way: with its log read to the end and its
   * answer re-read from the server. Right after {@link message} it never resolves with the settlement before.
   *
   * @throws StreamFailedError when the stream fails. Never for how the session ended.
   */
  settled(options?: WaitOptions): Promise<Settlement<Value>>;
  /**
   * Resolves with the answer to what was asked last: to the latest {@link message} of this object once there is one,
   * else to the turn that runs (or ran). It is never the answer to an earlier message.
   *
   * @throws NoAnswerError when the session ends without one. StreamFailedError when the stream fails.
   */
  nextAnswer(options?: WaitOptions): Promise<LiveAnswer<Value>>;
  /**
   * Resolves with the first state, the current one included, that the predicate holds for.
   *
   * @throws NoMatchError when the stream ends before. StreamFailedError when the stream fails.
   */
  until(predicate: (state: SessionState) => boolean, options?: WaitOptions): Promise<SessionState>;

  /** Every event once, as `events$`, at the pace of the loop that reads them. */
  events(options?: WaitOptions): AsyncIterableIterator<EventEntry>;
  /** Every state, as `session$`. What `for await (const state of session)` does. */
  states(options?: WaitOptions): AsyncIterableIterator<SessionState>;
  /** Each answer, as `answer$`. */
  answers(options?: WaitOptions): AsyncIterableIterator<LiveAnswer<Value>>;

  /**
   * For stores of user interfaces: calls back after each change of {@link getSnapshot} and keeps the poll going.
   * Bound: may be passed on as it is. Returns the function that unsubscribes.
   */
  readonly subscribe: (onChange: () => void) => () => void;
  /** The current state; the same object until something changes. Bound. */
  readonly getSnapshot: () => SessionState;
}
