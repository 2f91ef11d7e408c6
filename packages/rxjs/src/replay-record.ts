import { observe, replay, type EventEntry, type LogEntry, type SessionState } from '@agent-session/core';

/** A record with what was cut off at its end, and the state it folds to. */
export interface ReplayedRecord {
  /** What stood behind its last event: the facts that event carries. Empty when the record is whole. */
  readonly lost: readonly LogEntry[];
  readonly state: SessionState;
}

/**
 * Folds a record that may have been cut off between an event and its facts: by a crash, or because it was exported in that
 * moment. Without them it would go on in another turn, or another state, than it was in.
 *
 * @param from The state the record begins at.
 */
export function replayRecord(from: SessionState, record: readonly LogEntry[]): ReplayedRecord {
  const last = record.at(-1);
  if (last?.kind !== 'event') return { lost: [], state: replay(record, { from }) };
  const before = replay(record.slice(0, -1), { from });
  const lost = factsOf(before, last);
  return { lost, state: replay([last, ...lost], { from: before }) };
}

/** What was recorded with an event the first time: as it came, alone on its page. */
function factsOf(before: SessionState, { index, event, at }: EventEntry): readonly LogEntry[] {
  // The very first fact depends on more than its event: the next read of the status tells it.
  if (before.turn === 0 || index !== before.nextIndex) return [];
  const page = { status: before.wireStatus, new_events: [event] };
  const entries = observe(before, { source: 'changes', fromIndex: index, page, at });
  return entries.filter(({ kind }) => kind === 'fact' || kind === 'violation');
}
