import { observe, replay, type LogEntry, type SessionState } from '@agent-session/core/fold';

/**
 * What stood behind the last event of a record before its end was cut off (by a crash, or because it was exported in that
 * moment): the facts that event carries. Without them the record would go on in another turn, or another state, than it
 * was in. Nothing when the record is whole.
 *
 * @param from The state the record begins at.
 */
export function lostFacts(from: SessionState, record: readonly LogEntry[]): readonly LogEntry[] {
  const last = record.at(-1);
  if (last?.kind !== 'event') return [];
  const before = replay(record.slice(0, -1), { from });
  // The very first fact depends on more than its event: the next read of the status tells it.
  if (before.turn === 0 || last.index !== before.nextIndex) return [];
  const { index, event, at } = last;
  // Read again as it was the first time: alone on its page.
  const page = { status: before.wireStatus, new_events: [event] };
  const entries = observe(before, { source: 'changes', fromIndex: index, page, at });
  return entries.filter(({ kind }) => kind === 'fact' || kind === 'violation');
}
