import { initialState, jsonEqual, replay, type LogEntry } from '@agent-session/core';
import type { EventLog } from './event-log.js';
import { replayRecord } from './replay-record.js';

/**
 * What must be appended to a record of a session so that it holds what a log of the same session does. `null` when the
 * two do not meet: the log has not come as far, no longer holds that place, or is another session's.
 */
export function joinRecord(recorded: readonly LogEntry[], log: EventLog): readonly LogEntry[] | null {
  if (recorded.length === 0) return log.base.version === 0 ? log.entries.slice() : null;
  const { lost, state: behind } = replayRecord(initialState(), recorded);
  const last = recorded.findLast((entry) => entry.kind === 'event');
  const same = log.eventAt(behind.nextIndex - 1);
  if (!last || !same || !jsonEqual(last.event, same.event)) return null;
  const place = log.entries.findIndex((entry) => entry.kind === 'event' && entry.index === behind.nextIndex);
  const rest = place === -1 ? [] : log.entries.slice(place);
  // What the one learnt from its events, the other may have learnt from a status: then they part.
  try {
    return replay(rest, { from: behind }).state === log.state.state ? [...lost, ...rest] : null;
  } catch {
    return null;
  }
}
