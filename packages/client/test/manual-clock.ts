import type { Clock } from '@agent-session/protocol';

/** A clock that the test moves, and that counts the timers left on it. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  readonly pendingTimers: number;
}

export function createManualClock(start = Date.parse('2026-06-10T09:00:00Z')): ManualClock {
  let now = start;
  const timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    setTimeout(callback, delayMs) {
      const handle = {};
      timers.set(handle, { at: now + delayMs, callback });
      return handle;
    },
    clearTimeout: (handle) => void timers.delete(handle as object),
    advance(ms) {
      now += ms;
      for (const [handle, timer] of timers) {
        if (timer.at > now) continue;
        timers.delete(handle);
        timer.callback();
      }
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}

/** Lets everything that is already resolved run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
