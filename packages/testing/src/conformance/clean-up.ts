import { isSessionStatus, isTerminal, type SessionStatusBody } from '@agent-session/protocol';
import type { Probe } from './probe.js';

/** What a case, or a run, has left on the platform. */
export interface Litter {
  /** Ids of sessions that it launched. */
  readonly sessions: Set<string>;
  /** Ids of sessions that it shared. */
  readonly shared: Set<string>;
}

/** Nothing yet. */
export function noLitter(): Litter {
  return { sessions: new Set(), shared: new Set() };
}

/** So many sessions are ended at once. */
const AT_ONCE = 8;

/**
 * Unshares what was shared and ends what was launched.
 *
 * @returns the ids of sessions that may go on. Never rejects: cleaning up decides about no case.
 */
export async function cleanUp({ sessions, shared }: Litter, probe: Probe): Promise<readonly string[]> {
  const left: string[] = [];
  const jobs = [
    ...[...shared].map((id) => async (): Promise<void> => {
      await probe.call('unshare', { path: { id } }).catch(() => undefined);
    }),
    ...[...sessions].map((id) => async (): Promise<void> => {
      if (!(await isEnded(id, probe))) left.push(id);
    }),
  ].toReversed();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let job = jobs.pop(); job; job = jobs.pop()) await job();
    }),
  );
  shared.clear();
  sessions.clear();
  return left;
}

async function isEnded(id: string, probe: Probe): Promise<boolean> {
  try {
    const { status } = await probe.call('cancel', { path: { id } });
    if (status < 300 || status === 404) return true;
    const now = await probe.call('status', { path: { id } });
    const word = now.status === 200 ? now.json<SessionStatusBody>().status : '';
    return isSessionStatus(word) && isTerminal(word);
  } catch {
    return false;
  }
}
