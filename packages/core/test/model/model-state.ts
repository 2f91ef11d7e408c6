import {
  LEAF_STATES,
  evolve,
  initialState,
  type Lifecycle,
  type LogEntry,
  type SessionState,
} from '../../src/index.js';
import type { Configuration } from './configurations.js';

/** What the model itself measures of a lifecycle, by the rules of the clocks and from nothing that the fold computed. */
export interface Clock {
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
  /** Of the lifecycle that the events alone have led to, as it stood at `clockAt`. */
  readonly clock: Clock;
  /** Now; while a status read runs ahead of the events, the second it tells of: what they still tell happened until then. */
  readonly clockAt: number;
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
  return { session: initialState({ reopen, limits }), now: 0, clock: { active: 0, idle: 0 }, clockAt: 0, entries: [] };
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
export function later({ session, now, clock, clockAt }: ModelState): ModelState {
  if (session.behind !== null) return { session, now: now + 1, clock, clockAt, entries: [] };
  return { session, now: now + 1, clock: ticked(clock, session, 1), clockAt: now + 1, entries: [] };
}

/** When an event happened that is read now. */
export function eventTime({ session, now, clockAt }: ModelState): string {
  return timeAt(session.behind === null ? now : clockAt);
}

/** The state after entries that are appended now. */
export function folded(before: ModelState, entries: readonly LogEntry[]): ModelState {
  const { now } = before;
  let { session, clock, clockAt } = before;
  for (const entry of entries) {
    const after = evolve(session, entry);
    if (entry.kind === 'fact' || entry.kind === 'violation') {
      const at = secondOf(entry.at);
      const [from, to] = [lifeOfEvents(session), lifeOfEvents(after)];
      clock = turned(ticked(clock, from, at - clockAt), from, to);
      clockAt = after.behind === null ? now : at;
      clock = ticked(clock, to, clockAt - at);
    }
    session = after;
  }
  return { session, now, clock, clockAt, entries };
}

/** What the clock of the lifecycle that is shown says now: the events' one, led on by the status that runs ahead. */
export function clockShown({ session, now, clock, clockAt }: ModelState): Clock {
  const { behind } = session;
  return behind === null ? clock : ticked(turned(clock, behind, session), session, now - clockAt);
}

function ticked(clock: Clock, life: Lifecycle, seconds: number): Clock {
  if (seconds === 0) return clock;
  const { active, idle } = clock;
  if (life.state === 'idle') return { active, idle: idle + seconds };
  return isActive(life) ? { active: active + seconds, idle } : clock;
}

/** A clock when its lifecycle has moved: every turn has the whole time. */
function turned(clock: Clock, before: Lifecycle, after: Lifecycle): Clock {
  const isNewTurn = after.turn > before.turn && beginsTurn(before, after);
  const isNewWait = after.state === 'idle' && before.state !== 'idle';
  if (!isNewTurn && !isNewWait) return clock;
  return { active: isNewTurn ? 0 : clock.active, idle: isNewWait ? 0 : clock.idle };
}

/** True where a turn lies between two places: one is over, and the session goes on. */
function beginsTurn(before: Lifecycle, after: Lifecycle): boolean {
  if (hasEnded(before)) return true;
  if (before.state === 'idle') return !hasEnded(after);
  return isPending(after) && !isPending(before);
}

function hasEnded({ state }: Lifecycle): boolean {
  return LEAF_STATES[state].terminal;
}

function isPending({ state, resumesTo }: Lifecycle): boolean {
  return LEAF_STATES[resumesTo ?? state].status === 'pending';
}
