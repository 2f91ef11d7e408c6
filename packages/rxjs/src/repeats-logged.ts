import { jsonEqual, timeMs, type EventEntry } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';

/**
 * True when an event that should be new may be one we have. Events come ordered by time, so it is one whose time lies
 * before our last event's, or that equals one of ours of the very same time.
 */
export function repeatsLogged(first: SessionEvent, logged: readonly EventEntry[]): boolean {
  const last = logged.at(-1);
  if (!last) return false;
  const time = timeMs(first.timestamp);
  const lastTime = timeMs(last.event.timestamp);
  if (time > lastTime) return false;
  if (time < lastTime) return true;
  for (let index = logged.length - 1; index >= 0; index -= 1) {
    const { event } = logged[index] as EventEntry;
    if (!Object.is(timeMs(event.timestamp), time)) return false;
    if (jsonEqual(event, first)) return true;
  }
  return false;
}
