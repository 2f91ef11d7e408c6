import { initialState, observe, replay, type FactName, type SessionState } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';

/** What the events of a session tell, by the tables. */
export interface History {
  readonly state: SessionState;
  /** The facts, those that must have happened unseen included, each with the index of its event. */
  readonly facts: readonly { readonly fact: FactName; readonly eventIndex: number }[];
  /** What cannot happen and did, for people. */
  readonly violations: readonly string[];
}

/** Reads the events of a session as its history. */
export function readHistory(events: readonly SessionEvent[]): History {
  const start = initialState();
  const at = events.at(-1)?.timestamp ?? new Date(0).toISOString();
  const page = { new_events: events };
  const entries = observe(start, { source: 'changes', fromIndex: 0, page, at } as never);
  const facts = entries.flatMap((entry) =>
    entry.kind === 'fact'
      ? [...(entry.via ?? []), entry.fact].map((fact) => ({ fact, eventIndex: entry.eventIndex ?? -1 }))
      : [],
  );
  const violations = entries.flatMap((entry) =>
    entry.kind === 'violation'
      ? [`event ${entry.eventIndex ?? '?'} leads from ${entry.from} to ${entry.to}, which cannot happen`]
      : [],
  );
  return { state: replay(entries, { from: start }), facts, violations };
}
