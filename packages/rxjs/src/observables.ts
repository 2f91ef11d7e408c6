import type { EventEntry, SessionState, ViolationEntry } from '@agent-session/core';
import type { SessionStatus } from '@agent-session/protocol';
import type { Observable } from 'rxjs';
import { face } from './face.js';
import { isKnown } from './hub.js';
import type { LinkStatus } from './link-status.js';
import type { LiveAnswer } from './live-answer.js';
import type { LiveSession } from './live-session.js';
import type { LiveView } from './live-view.js';

/** The observable faces of a live session. */
export type Observables = Pick<
  LiveSession,
  'session$' | 'status$' | 'events$' | 'answer$' | 'link$' | 'violations$' | 'intents$'
>;

export function createObservables(view: LiveView): Observables {
  const { hub, needs, needsFormat } = view;
  const everyState = { drives: true, everyState: true, needs } as const;
  const nothing = Symbol('nothing');

  /** What a look at the state gives: the current value first, then each that differs from the one before. */
  function distinct<Value>(look: () => Value | typeof nothing): Observable<Value> {
    return face<Value>(view, everyState, (subscriber) => {
      let last: Value | typeof nothing = nothing;
      return {
        pump() {
          const value = look();
          if (value === last || value === nothing) return;
          last = value;
          subscriber.next(value);
        },
      };
    });
  }

  const session$ = distinct<SessionState>(() => (isKnown(hub.state) ? hub.state : nothing));
  const status$ = distinct<SessionStatus>(() => (isKnown(hub.state) ? hub.state.status : nothing));

  const events$ = face<EventEntry>(view, { drives: true, needs }, (subscriber) => {
    let next = view.fromIndex;
    let stop: AbortController | null = null;
    let reading = false;
    const readBack = async (): Promise<void> => {
      reading = true;
      stop ??= new AbortController();
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
        else if (!subscriber.closed && next >= hub.state.nextIndex && view.ended) subscriber.complete();
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
    return { pump, stop: () => stop?.abort(new Error('Unsubscribed.')) };
  });

  const answer$ = face<LiveAnswer>(view, { drives: true, needs: needsFormat }, (subscriber) => {
    let next = Math.max(hub.answers.firstPosition, hub.answers.nextPosition - 1);
    let saidMissing = false;
    return {
      pump() {
        const checks = view.answerChecker;
        if (!checks) return;
        for (; next < hub.answers.nextPosition && !subscriber.closed;) {
          const answer = hub.answers.at(next);
          next += 1;
          if (answer) subscriber.next(checks.check(answer));
        }
        if (saidMissing || !hub.settled) return;
        const missing = view.missingAnswer(checks);
        saidMissing = missing !== null;
        if (missing) subscriber.next(missing);
      },
    };
  });

  const link$ = face<LinkStatus>(view, { drives: false, needs, fails: false }, (subscriber) => {
    let last: LinkStatus | null = null;
    return {
      pump() {
        if (hub.linkStatus === last) return;
        last = hub.linkStatus;
        subscriber.next(last);
      },
    };
  });

  const violations$ = face<ViolationEntry>(view, everyState, (subscriber) => {
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

  const intents$ = face<SessionState['intents']>(view, everyState, (subscriber) => {
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

  return { session$, status$, events$, answer$, link$, violations$, intents$ };
}
