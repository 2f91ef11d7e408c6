import { diff, replay, type EventEntry, type FactEntry, type LogEntry, type SessionState } from '@agent-session/core';

/** Where two runs part, and what each did from there. */
export interface RunDifference {
  /** How many events both have in common. */
  readonly commonEvents: number;
  readonly state: SessionState['state'];
  /** The first events of each after that; empty where a run has ended. */
  readonly next: readonly [readonly EventEntry[], readonly EventEntry[]];
}

const MOST_NEXT = 6;
const ANY_TIME = '2000-01-01T00:00:00.000Z';

/**
 * Says where two runs part: the first thing that one did otherwise than the other, or `null` when both did the same.
 * When it was does not count, nor how it was read: two runs are never at the same moment.
 *
 * @throws what `diff` of core throws: a log that is no history.
 */
export function compareRuns(a: readonly LogEntry[], b: readonly LogEntry[]): RunDifference | null {
  const difference = diff(deeds(a), deeds(b));
  if (difference === null) return null;
  const { eventIndex, state } = difference;
  return { commonEvents: eventIndex, state, next: [eventsFrom(a, eventIndex), eventsFrom(b, eventIndex)] };
}

/** What a log comes to, or what is wrong with it. */
export function outcomeOf(log: readonly LogEntry[]): SessionState | null {
  try {
    return replay(log);
  } catch {
    return null;
  }
}

function eventsFrom(log: readonly LogEntry[], index: number): readonly EventEntry[] {
  return log.filter((entry): entry is EventEntry => entry.kind === 'event' && entry.index >= index).slice(0, MOST_NEXT);
}

/** What the run did, without when: commands and status reads are of whoever watched. */
function* deeds(log: readonly LogEntry[]): Generator<EventEntry | FactEntry> {
  for (const entry of log) {
    if (entry.kind === 'event') {
      const { type, data } = entry.event;
      yield { ...entry, at: ANY_TIME, event: { type, data: timeless(type, data), timestamp: ANY_TIME } };
    } else if (entry.kind === 'fact' && entry.reported !== true) {
      yield { ...entry, at: ANY_TIME };
    }
  }
}

/** Totals say how much a run took, which is not what it did. */
function timeless(type: string, data: unknown): unknown {
  return type === 'MetricsUpdateEvent' ? {} : data;
}
