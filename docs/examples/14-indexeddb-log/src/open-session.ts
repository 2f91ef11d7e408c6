import type { AgentSessionClient } from '@agent-session/client';
import { isTerminalState, replay } from '@agent-session/core';
import { indexedDbLogSink, replaySession, watchSession } from '@agent-session/rxjs';
import type { LiveSession, ReplaySession } from '@agent-session/rxjs';

const logs = indexedDbLogSink({ databaseName: 'sessions' });

/**
 * A session as the page knows it: played from its log when that tells the end, with no request; otherwise followed from
 * where the log stops. What is read is kept as it comes.
 */
export async function openSession(client: AgentSessionClient, id: string): Promise<LiveSession | ReplaySession> {
  const log = await logs.load(id);
  if (isTerminalState(replay(log))) return replaySession(log, { speed: Number.POSITIVE_INFINITY });
  return watchSession(client, id, { logSink: logs });
}
