import type { Clock } from '@agent-session/protocol';
import type { ServerLog } from '../http/server-log.js';
import type { SessionStore } from '../store/session-store.js';

const BATCH = 200;

/** Deletes what has expired, again and again, until it is stopped. */
export function startRetention(options: {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly forget: (sessionId: string) => void;
  readonly log: ServerLog;
}): { stop(): void } {
  const { store, clock, intervalMs, forget, log } = options;
  let stopped = false;
  let timer: unknown;

  const sweep = async () => {
    for (let more = true; more && !stopped;) {
      const deleted = await store.deleteExpired(clock.now(), BATCH);
      for (const id of deleted.sessionIds) forget(id);
      if (deleted.sessionIds.length > 0) {
        log({
          level: 'info',
          event: 'retention.deleted',
          sessions: deleted.sessionIds.length,
          resources: deleted.resources,
        });
      }
      ({ more } = deleted);
    }
  };
  const arm = () => {
    if (stopped) return;
    timer = clock.setTimeout(() => {
      sweep()
        .catch((error: unknown) => log({ level: 'error', event: 'retention.failed', error }))
        .finally(arm);
    }, intervalMs);
    // Housekeeping alone is no reason to keep a process alive.
    (timer as { unref?: () => void } | null)?.unref?.();
  };
  arm();

  return {
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
    },
  };
}
