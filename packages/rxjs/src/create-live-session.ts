import {
  answerFormatOf,
  checkpoint,
  evolve,
  type EventEntry,
  type SessionAnswer,
  type SessionState,
  type ViolationEntry,
} from '@agent-session/core/fold';
import { isSettled, type AnswerFormat, type SettledStatus, type SessionStatus } from '@agent-session/protocol';
import { Observable, type Subscriber } from 'rxjs';
import { createAnswerChecker, type AnswerChecker } from './answer-checker.js';

import type { Commands } from './commands.js';
import { NoAnswerError, NoMatchError } from './errors.js';
import { isKnown, type Hub, type HubListener, type RequestNeeds } from './hub.js';
import type { LinkStatus } from './link-status.js';
import type { LiveAnswer } from './live-answer.js';
import type { LiveSession, Settlement, WaitOptions } from './live-session.js';
import { pullIterator, type Pulled } from './pull-iterator.js';
import { waitFor } from './wait-for.js';

export interface LiveSessionOptions {
  readonly fromIndex: number;
  readonly until: 'settled' | 'terminal' | null;
  /** `undefined`: what the session was launched with. */
  readonly answerFormat: AnswerFormat | null | undefined;
}

/** The faces of one hub: each reads the same log from its own place. */
export function createLiveSession(hub: Hub, commands: Commands, options: LiveSessionOptions): LiveSession {
  let checker: AnswerChecker | null = null;

  const needs: RequestNeeds = {
    format: false,
    endRule: options.until === null,
    endsAtIdle: options.until !== 'terminal',
  };
  const needsFormat: RequestNeeds = { ...needs, format: options.answerFormat === undefined };

  /** `null` until it is known which format answers are checked against. */
  function answerChecker(): AnswerChecker | null {
    if (checker) return checker;
    if (options.answerFormat !== undefined) checker = createAnswerChecker(options.answerFormat);
    else if (hub.request) checker = createAnswerChecker(answerFormatOf(hub.request));
    else if (hub.settled?.terminal) checker = createAnswerChecker(null);
    return checker;
  }

  function endsAtIdle(): boolean {
    if (options.until !== null) return options.until === 'settled';
    const idleTimeout = hub.request?.idle_timeout_s ?? hub.state.limits.idleTimeoutSeconds;
    return idleTimeout === null || idleTimeout === undefined;
  }

  /** True when the streams of this object are complete, as far as they have been read. */
  function ended(): boolean {
    const { settled } = hub;
    return hub.exhausted || (settled !== null && (settled.terminal || endsAtIdle()));
  }

  /** An observable whose subscribers each read on from their own place whenever something changed. */
  function face<Value>(
    wanted: { readonly drives: boolean; readonly needs: RequestNeeds; readonly fails?: false },
    begin: (subscriber: Subscriber<Value>) => { readonly pump: () => boolean | void; readonly stop?: () => void },
  ): Observable<Value> {
    return new Observable<Value>((subscriber) => {
      const { pump, stop } = begin(subscriber);
      let pumping = false;
      let again = false;
      const notify = (): void => {
        if (pumping) {
          again = true;
          return;
        }
        pumping = true;
        try {
          do {
            again = false;
            const behind = pump() === false;
            if (behind || subscriber.closed) continue;
            if (hub.failure && wanted.fails !== false) subscriber.error(hub.failure);
            else if (wanted.fails === false) {
              // Its last word is that the connection is closed, which is said after the end of the session.
              if ((hub.failure || ended()) && hub.linkStatus.status === 'closed') subscriber.complete();
            } else if (ended()) subscriber.complete();
          } while (again && !subscriber.closed);
        } finally {
          pumping = false;
        }
      };
      const unlisten = hub.listen({ drives: wanted.drives, needs: wanted.needs, notify });
      subscriber.add(() => {
        unlisten();
        stop?.();
      });
      notify();
    });
  }

  const driven = { drives: true, needs };

  const session$ = face<SessionState>(driven, (subscriber) => {
    let last: SessionState | null = null;
    return {
      pump() {
        const { state } = hub;
        if (state === last || !isKnown(hub.state)) return;
        last = state;
        subscriber.next(state);
      },
    };
  });

  const status$ = face<SessionStatus>(driven, (subscriber) => {
    let last: SessionStatus | null = null;
    return {
      pump() {
        const { status } = hub.state;
        if (status === last || !isKnown(hub.state)) return;
        last = status;
        subscriber.next(status);
      },
    };
  });

  const events$ = face<EventEntry>(driven, (subscriber) => {
    let next = options.fromIndex;
    const stop = new AbortController();
    let reading = false;
    const readBack = async (): Promise<void> => {
      reading = true;
      try {
        while (next < hub.log.firstIndex && !subscriber.closed) {
          for (const entry of await hub.readBack(next, stop.signal)) {
            if (subscriber.closed || entry.index !== next) continue;
            next += 1;
            subscriber.next(entry);
          }
        }
        reading = false;
        pump();
        if (!subscriber.closed && hub.failure) subscriber.error(hub.failure);
        else if (!subscriber.closed && next >= hub.state.nextIndex && ended()) subscriber.complete();
      } catch (error) {
        if (!subscriber.closed) subscriber.error(error);
      }
    };
    const pump = (): boolean => {
      if (reading) return false;
      if (next < hub.log.firstIndex) {
        void readBack();
        return false;
      }
      for (;;) {
        if (subscriber.closed) return true;
        const entry = hub.log.eventAt(next);
        if (!entry) return true;
        next += 1;
        subscriber.next(entry);
      }
    };
    return { pump, stop: () => stop.abort(new Error('Unsubscribed.')) };
  });

  const answer$ = face<LiveAnswer>({ drives: true, needs: needsFormat }, (subscriber) => {
    let next = Math.max(hub.answers.firstPosition, hub.answers.nextPosition - 1);
    let saidMissing = false;
    return {
      pump() {
        const checks = answerChecker();
        if (!checks) return;
        for (; next < hub.answers.nextPosition && !subscriber.closed;) {
          const answer = hub.answers.at(next);
          next += 1;
          if (answer) subscriber.next(checks.check(answer));
        }
        if (saidMissing || !hub.settled) return;
        const missing = missingAnswer(checks);
        saidMissing = missing !== null;
        if (missing) subscriber.next(missing);
      },
    };
  });

  /** What a session that completed without the answer it was asked for left, once that is certain. */
  function missingAnswer(checks: AnswerChecker): LiveAnswer | null {
    const { status, answer, turn } = hub.state;
    if (status !== 'completed' || checks.format === null || answer?.turn === turn) return null;
    return checks.missing(turn);
  }

  const link$ = face<LinkStatus>({ drives: false, needs, fails: false }, (subscriber) => {
    let last: LinkStatus | null = null;
    return {
      pump() {
        if (hub.linkStatus === last) return;
        last = hub.linkStatus;
        subscriber.next(last);
      },
    };
  });

  const violations$ = face<ViolationEntry>(driven, (subscriber) => {
    let seen = 0;
    return {
      pump() {
        const { count, last } = hub.state.violations;
        const fresh = last.slice(Math.max(0, last.length - Math.max(0, count - seen)));
        seen = Math.max(seen, count);
        for (const violation of fresh) subscriber.next(violation);
      },
    };
  });

  const intents$ = face<SessionState['intents']>(driven, (subscriber) => {
    let last: SessionState['intents'] | null = null;
    return {
      pump() {
        const { intents } = hub;
        if (last && intents.length === last.length && intents.every((intent, place) => intent === last?.[place]))
          return;
        last = intents;
        subscriber.next(intents);
      },
    };
  });

  function settlement(): Settlement | null {
    const { settled, state } = hub;
    if (!settled || !isSettled(state.status)) return null;
    const checks = answerChecker();
    if (!checks) return null;
    const { status, answer, turn, outcome, error, errorCode } = state;
    return {
      status: status satisfies SettledStatus,
      answer: answer && answer.turn === turn ? checks.check(answer) : missingAnswer(checks),
      outcome: outcome,
      error: error === null && errorCode === null ? null : { code: errorCode, message: error },
      turn,
      log: hub.log.entries.slice(),
    };
  }

  /** The answer to what was asked last, once it is here. Throws when it cannot come any more. */
  function answerToLastAsk(): LiveAnswer | null {
    const checks = answerChecker();
    const { state, answers } = hub;
    const ask = commands.lastMessage();
    let found = null;
    if (ask === null) {
      found = state.answer?.turn === state.turn ? state.answer : null;
    } else {
      const intent = hub.endedIntent(ask.index);
      if (intent !== 'open') {
        const from = intent === 'forgotten' ? ask.eventIndex : intent.endedAtEventIndex;
        const heard = intent === 'forgotten' || intent.endedBy !== 'ended';
        const isAfter = (answer: SessionAnswer | null): boolean =>
          answer?.eventIndex != null && answer.eventIndex >= from;
        found = heard ? answers.find(isAfter) : null;
        // An answer that no event carried is the one to this message only once its turn is over.
        if (heard && !found && state.answer?.eventIndex === null && (hub.settled?.nextIndex ?? 0) > from) {
          found = state.answer;
        }
      }
    }
    if (found) return checks?.check(found) ?? null;
    if (ended()) {
      throw new NoAnswerError(
        `Session ${hub.id} is ${state.status} and left no answer to what was asked. ${
          state.error ?? 'Read outcome and error of its settlement.'
        }`,
        hub.id,
        state,
      );
    }
    return null;
  }

  async function settled(options: WaitOptions = {}): Promise<Settlement> {
    await commands.recorded(options.signal);
    return waitFor(hub, needsFormat, options.signal, () => {
      if (hub.failure) throw hub.failure;
      const value = settlement();
      if (!value && hub.exhausted) throw noMatch('the record ends before the session settled');
      return value && { value };
    });
  }

  async function nextAnswer(options: WaitOptions = {}): Promise<LiveAnswer> {
    await commands.recorded(options.signal);
    return waitFor(hub, needsFormat, options.signal, () => {
      if (hub.failure) throw hub.failure;
      const value = answerToLastAsk();
      return value && { value };
    });
  }

  function until(predicate: (state: SessionState) => boolean, options: WaitOptions = {}): Promise<SessionState> {
    return waitFor(hub, needs, options.signal, () => {
      const { state } = hub;
      if (isKnown(hub.state) && predicate(state)) return { value: state };
      if (hub.failure) throw hub.failure;
      if (!ended()) return null;
      throw noMatch('no state was the one that was waited for');
    });
  }

  function noMatch(why: string): NoMatchError {
    const { state } = hub;
    return new NoMatchError(`The stream of session ${hub.id} ended (${state.status}): ${why}.`, hub.id, state);
  }

  function events(wait: WaitOptions = {}): AsyncIterableIterator<EventEntry> {
    let next = options.fromIndex;
    let readBack: EventEntry[] = [];
    return pullIterator(hub, needs, wait.signal, async (stop): Promise<Pulled<EventEntry>> => {
      if (next < hub.log.firstIndex && readBack[0]?.index !== next) readBack = [...(await hub.readBack(next, stop))];
      const entry = readBack[0]?.index === next ? readBack.shift() : hub.log.eventAt(next);
      if (!entry) return next < hub.log.firstIndex ? 'nothing yet' : endOr('nothing yet');
      next += 1;
      return { value: entry };
    });
  }

  function states(wait: WaitOptions = {}): AsyncIterableIterator<SessionState> {
    let last: SessionState | null = null;
    return pullIterator(hub, needs, wait.signal, (): Pulled<SessionState> => {
      if (last === null) {
        last = hub.state;
        if (isKnown(last)) return { value: last };
      }
      while (last.version < hub.state.version) {
        // A reader folds for itself what it has not seen, so that nothing has to be kept for it.
        const entry = hub.log.entryAfter(last.version);
        const next: SessionState = entry ? evolve(last, entry) : hub.state;
        last = next.version === hub.state.version ? hub.state : next;
        if (isKnown(last)) return { value: last };
      }
      return endOr('nothing yet');
    });
  }

  function answers(wait: WaitOptions = {}): AsyncIterableIterator<LiveAnswer> {
    let next = -1;
    let saidMissing = false;
    return pullIterator(hub, needsFormat, wait.signal, (): Pulled<LiveAnswer> => {
      const checks = answerChecker();
      if (!checks) return endOr('nothing yet');
      if (next < 0) next = Math.max(hub.answers.firstPosition, hub.answers.nextPosition - 1);
      next = Math.max(next, hub.answers.firstPosition);
      const answer = hub.answers.at(next);
      if (answer) {
        next += 1;
        return { value: checks.check(answer) };
      }
      const missing = hub.settled && !saidMissing ? missingAnswer(checks) : null;
      if (!missing) return endOr('nothing yet');
      saidMissing = true;
      return { value: missing };
    });
  }

  function endOr(otherwise: 'nothing yet'): 'nothing yet' | 'end' {
    if (hub.failure) throw hub.failure;
    return ended() ? 'end' : otherwise;
  }

  function subscribe(onChange: () => void): () => void {
    let last = hub.state;
    const listener: HubListener = {
      drives: true,
      needs,
      notify() {
        if (hub.state === last) return;
        last = hub.state;
        try {
          onChange();
        } catch (error) {
          // One broken listener must not keep the others from hearing; the runtime reports it.
          queueMicrotask(() => {
            throw error;
          });
        }
      },
    };
    return hub.listen(listener);
  }

  return {
    id: hub.id,
    session$,
    status$,
    events$,
    answer$,
    link$,
    violations$,
    intents$,
    message: commands.message,
    pause: commands.pause,
    resume: commands.resume,
    forceAnswer: commands.forceAnswer,
    cancel: commands.cancel,
    toolResults: commands.toolResults,
    snapshot: () => hub.state,
    link: () => hub.linkStatus,
    log: () => hub.log.entries.slice(),
    checkpoint: () => checkpoint(hub.state),
    saved: () => hub.saved(),
    settled,
    nextAnswer,
    until,
    events,
    states,
    answers,
    subscribe,
    getSnapshot: () => hub.state,
    [Symbol.asyncIterator]: () => states(),
  };
}
