import { answerFormatOf, type SessionAnswer } from '@agent-session/core';
import { isSettled, type AnswerFormat } from '@agent-session/protocol';
import { createAnswerChecker, type AnswerChecker } from './answer-checker.js';
import type { Commands } from './commands.js';
import { NoAnswerError, NoMatchError } from './errors.js';
import type { Hub, RequestNeeds } from './hub.js';
import type { LiveAnswer } from './live-answer.js';
import type { Settlement } from './live-session.js';

/** What one watch asks of a session that others may watch otherwise. */
export interface LiveViewOptions {
  readonly fromIndex: number;
  readonly until: 'settled' | 'terminal' | null;
  /** `undefined`: what the session was launched with. */
  readonly answerFormat: AnswerFormat | null | undefined;
}

/** The session as one watch sees it: when it ends, which answers fit, what it settled with. All its faces ask here. */
export class LiveView {
  readonly hub: Hub;
  readonly fromIndex: number;
  /** What most faces need to know of the session's request. */
  readonly needs: RequestNeeds;
  /** What those need that show answers. */
  readonly needsFormat: RequestNeeds;
  readonly #options: LiveViewOptions;
  #checker: AnswerChecker | null = null;

  constructor(hub: Hub, options: LiveViewOptions) {
    this.hub = hub;
    this.#options = options;
    this.fromIndex = options.fromIndex;
    this.needs = { format: false, endRule: options.until === null, endsAtIdle: options.until !== 'terminal' };
    this.needsFormat = { ...this.needs, format: options.answerFormat === undefined };
  }

  /** `null` until it is known which format answers are checked against. */
  get answerChecker(): AnswerChecker | null {
    const { hub } = this;
    const options = this.#options;
    if (this.#checker) return this.#checker;
    if (options.answerFormat !== undefined) this.#checker = createAnswerChecker(options.answerFormat);
    else if (hub.request) this.#checker = createAnswerChecker(answerFormatOf(hub.request));
    else if (hub.settled?.terminal) this.#checker = createAnswerChecker(null);
    return this.#checker;
  }

  /** True when the streams of this watch are complete, as far as they have been read. */
  get ended(): boolean {
    const { settled, exhausted } = this.hub;
    return exhausted || (settled !== null && (settled.terminal || this.#endsAtIdle));
  }

  get #endsAtIdle(): boolean {
    const { hub } = this;
    const options = this.#options;
    if (options.until !== null) return options.until === 'settled';
    const idleTimeout = hub.request?.idle_timeout_s ?? hub.state.limits.idleTimeoutSeconds;
    return idleTimeout === null || idleTimeout === undefined;
  }

  /** What a session that completed without the answer it was asked for left, once that is certain. */
  missingAnswer(checks: AnswerChecker): LiveAnswer | null {
    const { status, answer, turn } = this.hub.state;
    if (status !== 'completed' || checks.format === null || answer?.turn === turn) return null;
    return checks.missing(turn);
  }

  /** How the session (or a turn of it) ended, once that is certain. */
  settlement(): Settlement | null {
    const { settled, state, log } = this.hub;
    const checks = this.answerChecker;
    if (!settled || !isSettled(state.status) || !checks) return null;
    const { status, answer, turn, outcome, error, errorCode } = state;
    return {
      status,
      answer: answer && answer.turn === turn ? checks.check(answer) : this.missingAnswer(checks),
      outcome,
      error: error === null && errorCode === null ? null : { code: errorCode, message: error },
      turn,
      log: log.entries.slice(),
    };
  }

  /**
   * The answer to what was asked last, once it is here.
   *
   * @throws NoAnswerError when it cannot come any more.
   */
  answerTo(ask: ReturnType<Commands['lastMessage']>): LiveAnswer | null {
    const { hub } = this;
    const { state } = hub;
    const found = ask === null ? answerOfThisTurn() : answerAfter(ask);
    if (found) return this.answerChecker?.check(found) ?? null;
    if (!this.ended) return null;
    throw new NoAnswerError(
      `Session ${hub.id} is ${state.status} and left no answer to what was asked. ${
        state.error ?? 'Read outcome and error of its settlement.'
      }`,
      hub.id,
      state,
    );

    function answerOfThisTurn(): SessionAnswer | null {
      return state.answer?.turn === state.turn ? state.answer : null;
    }
    function answerAfter({ index, eventIndex }: NonNullable<typeof ask>): SessionAnswer | null {
      const intent = hub.endedIntent(index);
      if (intent === 'open') return null;
      const from = intent === 'forgotten' ? eventIndex : intent.endedAtEventIndex;
      const heard = intent === 'forgotten' || intent.endedBy !== 'ended';
      if (!heard) return null;
      const carried = hub.answers.find((answer) => answer.eventIndex !== null && answer.eventIndex >= from);
      if (carried) return carried;
      // An answer that no event carried is the one to this message only once its turn is over.
      return state.answer?.eventIndex === null && (hub.settled?.nextIndex ?? 0) > from ? state.answer : null;
    }
  }

  noMatch(why: string): NoMatchError {
    const { id, state } = this.hub;
    return new NoMatchError(`The stream of session ${id} ended (${state.status}): ${why}.`, id, state);
  }
}
