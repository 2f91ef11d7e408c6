import { timeMs, type LogEntry } from '@agent-session/core';

/**
 * A log whose entries are at the times when things happened, rather than when somebody read of them: a session that is
 * read when it is over was read in one moment, and would be played in one.
 */
export function pacedLog(log: readonly LogEntry[]): readonly LogEntry[] {
  const nextAtMs: number[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (let index = log.length - 1; index >= 0; index -= 1) {
    const entry = log[index];
    const happenedMs = entry?.kind === 'event' ? timeMs(entry.event.timestamp) : Number.NaN;
    if (!Number.isNaN(happenedMs)) next = Math.min(next, happenedMs);
    nextAtMs.push(next);
  }
  nextAtMs.reverse();
  let nowMs = Number.NEGATIVE_INFINITY;
  return log.map((entry, index) => {
    const givenMs = timeMs(entry.kind === 'event' ? entry.event.timestamp : entry.at);
    const nextMs = nextAtMs[index] ?? Number.POSITIVE_INFINITY;
    // Commands and status reads have a time of their own only as far as it lies between the events around them.
    const isBetween = entry.kind === 'event' || (givenMs <= nextMs && nextMs !== Number.POSITIVE_INFINITY);
    if (!Number.isNaN(givenMs) && isBetween) nowMs = Math.max(nowMs, givenMs);
    else if (nowMs === Number.NEGATIVE_INFINITY) nowMs = Number.isFinite(nextMs) ? nextMs : givenMs;
    // Facts say when they happened; states tell it on.
    return entry.kind === 'fact' || Number.isNaN(nowMs) ? entry : { ...entry, at: new Date(nowMs).toISOString() };
  });
}
