import type { AgentSessionClient, CallOptions } from '@agent-session/client';
import { evolve, initialState, type LogEntry, observe, type Reading } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';

/** Events from an index to the end of what there is now, each with its index, page by page. */
export async function* readEvents(
  client: AgentSessionClient,
  id: string,
  fromIndex: number,
  call: CallOptions,
): AsyncGenerator<{ readonly index: number; readonly event: SessionEvent }, void, undefined> {
  for (let cursor = fromIndex; ;) {
    const reading = await client.changes(id, { ...call, fromIndex: cursor, waitSeconds: 0 });
    const events = reading.kind === 'page' ? (reading.page.new_events ?? []) : [];
    if (events.length === 0) return;
    for (const event of events) yield { index: cursor++, event };
  }
}

/** The log of a session as it is now: what a client that had followed it from the start would have recorded. */
export async function* readLog(
  client: AgentSessionClient,
  id: string,
  call: CallOptions,
  now: () => number,
): AsyncGenerator<LogEntry, void, undefined> {
  let state = initialState();
  const take = (reading: Reading): readonly LogEntry[] => {
    const entries = observe(state, reading);
    for (const entry of entries) state = evolve(state, entry);
    return entries;
  };
  const at = (): string => new Date(now()).toISOString();
  yield* take({ source: 'session', body: await client.get(id, call), at: at() });
  for (;;) {
    const fromIndex = state.nextIndex;
    const reading = await client.changes(id, { ...call, fromIndex, waitSeconds: 0 });
    if (reading.kind === 'page') {
      yield* take({ source: 'changes', fromIndex, page: reading.page, at: at() });
      if ((reading.page.new_events ?? []).length > 0) continue;
    }
    yield* take({ source: 'session', body: await client.get(id, call), at: at(), endOfLog: fromIndex });
    return;
  }
}
