import type { EventEntry } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';

/** True for two reads of one event: equal in everything, in whatever order the fields came. */
export function sameEvent(one: SessionEvent, other: SessionEvent): boolean {
  return equal(one, other);
}

/**
 * True when an event that should be new may be one we have. Events come ordered by time, so it is one whose time lies
 * before our last event's, or that equals one of ours of the very same time.
 */
export function repeatsLogged(first: SessionEvent, logged: readonly EventEntry[]): boolean {
  const last = logged.at(-1);
  if (!last) return false;
  const time = Date.parse(first.timestamp);
  const lastTime = Date.parse(last.event.timestamp);
  if (time > lastTime) return false;
  if (time < lastTime) return true;
  for (let index = logged.length - 1; index >= 0; index -= 1) {
    const { event } = logged[index] as EventEntry;
    if (!Object.is(Date.parse(event.timestamp), time)) return false;
    if (equal(event, first)) return true;
  }
  return false;
}

function equal(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      equal((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
