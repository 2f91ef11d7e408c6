import type { AgentSessionClient } from '@agent-session/client';
import { evolve, isSettledState, observe, replay, type LogEntry, type Reading } from '@agent-session/core';
import type { LogSink } from '@agent-session/rxjs';

/** Reads a session from where its log ends to where it is now, without waiting, and keeps what it read. */
export async function readOn(
  client: AgentSessionClient,
  id: string,
  logSink: LogSink,
  now: () => number,
): Promise<void> {
  const log = await logSink.load(id);
  let state = replay(log);
  const entries: LogEntry[] = [];
  const take = (reading: Reading) => {
    for (const entry of observe(state, reading)) {
      state = evolve(state, entry);
      entries.push(entry);
    }
  };
  const at = () => new Date(now()).toISOString();

  if (log.length === 0) take({ source: 'session', body: await client.get(id), at: at() });
  for (;;) {
    const fromIndex = state.nextIndex;
    const reading = await client.changes(id, { fromIndex, waitSeconds: 0 });
    if (reading.kind === 'empty') break;
    take({ source: 'changes', fromIndex, page: reading.page, at: at() });
    if (state.nextIndex === fromIndex) break;
  }
  // Nothing more at the cursor: what the status says now is a fact, not a rumour that runs ahead of its events.
  if (!isSettledState(state))
    take({ source: 'status', body: await client.status(id), at: at(), endOfLog: state.nextIndex });
  if (entries.length > 0) await logSink.append(id, entries);
}
