import { evolve, type EventEntry, type SessionState } from '@agent-session/core';
import { isKnown } from './hub.js';
import type { LiveAnswer } from './live-answer.js';
import type { LiveSession } from './live-session.js';
import type { LiveView } from './live-view.js';
import { pullIterator, type Pulled } from './pull-iterator.js';

/** The faces of a live session that are read at the pace of a loop. */
export type Iterators = Pick<LiveSession, 'events' | 'states' | 'answers'>;

export function createIterators(view: LiveView): Iterators {
  const { hub, needs, needsFormat } = view;

  function nothingYet(): 'nothing yet' | 'end' {
    if (hub.failure) throw hub.failure;
    return view.ended ? 'end' : 'nothing yet';
  }

  return {
    events({ signal } = {}) {
      let next = view.fromIndex;
      let readBack: EventEntry[] = [];
      return pullIterator(hub, needs, signal, async (stop): Promise<Pulled<EventEntry>> => {
        if (next < hub.log.firstIndex && readBack[0]?.index !== next) readBack = [...(await hub.readBack(next, stop))];
        const entry = readBack[0]?.index === next ? readBack.shift() : hub.log.eventAt(next);
        if (!entry) return next < hub.log.firstIndex ? 'nothing yet' : nothingYet();
        next += 1;
        return { value: entry };
      });
    },

    states({ signal } = {}) {
      let last: SessionState | null = null;
      return pullIterator(hub, needs, signal, (): Pulled<SessionState> => {
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
        return nothingYet();
      });
    },

    answers({ signal } = {}) {
      let next = -1;
      let saidMissing = false;
      return pullIterator(hub, needsFormat, signal, (): Pulled<LiveAnswer> => {
        if (next < 0) next = Math.max(hub.answers.firstPosition, hub.answers.nextPosition - 1);
        const checks = view.answerChecker;
        if (!checks) return nothingYet();
        next = Math.max(next, hub.answers.firstPosition);
        const answer = hub.answers.at(next);
        if (answer) {
          next += 1;
          return { value: checks.check(answer) };
        }
        const missing = hub.settled && !saidMissing ? view.missingAnswer(checks) : null;
        if (!missing) return nothingYet();
        saidMissing = true;
        return { value: missing };
      });
    },
  };
}
