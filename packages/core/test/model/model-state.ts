import { evolve, initialState, type Lifecycle, type LogEntry, type SessionState } from '../../src/index.js';
import type { Configuration } from './configurations.js';

/** What the model itself measures of a lifecycle, by the rules of the clocks and from nothing that the fold computed. */
interface Clock {
  /** Seconds of the turn that count towards the time limit. */
  readonly active: number;
  /** Seconds since the agent waits for a message. */
  readonly idle: number;
}

/** A session as the model sees it. */
export interface ModelState {
  readonly session: SessionState;
  /** The time it is, in seconds. */
  readonly now: number;
  readonly shown: Clock;
  /** Of the lifecycle that the events alone have led to, while a status read runs ahead of them. */
  readonly events: Clock | null;
  /** What the last step appended. */
  readonly entries: readonly LogEntry[];
}

const START_MS = Date.UTC(2026, 0, 1);
const TIMES: string[] = [];
const SECONDS = new Map<string, number>();

/** A second of the model, ISO 8601. */
export function timeAt(second: number): string {
  let at = TIMES[second];
  if (at === undefined) {
    at = new Date(START_MS + second * 1000).toISOString();
    TIMES[second] = at;
    SECONDS.set(at, second);
  }
  return at;
}

/** The second of the model that a time is. */
export function secondOf(at: string): number {
  return SECONDS.get(at) ?? (Date.parse(at) - START_MS) / 1000;
}

/** A session of which nothing was seen. */
export function initialModelState({ reopen, limits }: Configuration): ModelState {
  const still: Clock = { active: 0, idle: 0 };
  return { session: initialState({ reopen, limits }), now: 0, shown: still, events: null, entries: [] };
}

/** True where time counts towards the limit: once the agent runs, until it has answered. */
export function isActive({ state, resumesTo }: Lifecycle): boolean {
  return state === 'working' || state === 'awaitingTools' || (state === 'paused' && resumesTo !== 'launching');
}

/** The lifecycle that the events alone have led to. */
export function lifeOfEvents(session: SessionState): Lifecycle {
  return session.behind ?? session;
}

/** One second later, the same otherwise. */
export function later(before: ModelState): ModelState {
  const { session, now, shown, events } = before;
  return {
    session,
    now: now + 1,
    shown: ticked(shown, session),
    events: events === null ? null : ticked(events, lifeOfEvents(session)),
    entries: [],
  };
}

/** The state after entries, all of this moment. */
export function folded(before: ModelState, entries: readonly LogEntry[]): ModelState {
  let { session, shown, events } = before;
  for (const entry of entries) {
    const after = evolve(session, entry);
    const moved = turned(events ?? shown, lifeOfEvents(session), lifeOfEvents(after));
    if (after.behind === null) {
      shown = moved;
      events = null;
    } else {
      shown = turned(shown, session, after);
      events = moved;
    }
    session = after;
  }
  return { session, now: before.now, shown, events, entries };
}

function ticked(clock: Clock, life: Lifecycle): Clock {
  const isIdle = life.state === 'idle';
  if (!isIdle && !isActive(life)) return clock;
  return isIdle ? { active: clock.active, idle: clock.idle + 1 } : { active: clock.active + 1, idle: 0 };
}

/** A clock when its lifecycle has moved: every turn has the whole time. */
function turned(clock: Clock, before: Lifecycle, after: Lifecycle): Clock {
  const isNewTurn = after.turn > before.turn;
  const isNewWait = after.state === 'idle' && before.state !== 'idle';
  if (!isNewTurn && !isNewWait) return clock;
  return { active: isNewTurn ? 0 : clock.active, idle: isNewWait ? 0 : clock.idle };
}
