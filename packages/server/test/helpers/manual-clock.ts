import type { Clock } from '@agent-session/protocol';

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /** Moves on, running what comes due in order; work it sets off gets to finish in between. */
  advance(ms: number): Promise<void>;
  /** Lets everything that waits for nothing but the event loop finish. */
  settle(): Promise<void>;
  /** Timers that are set: what is left behind shows here. */
  readonly pending: number;
}

export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  let order = 0;
  const timers = new Map<number, { readonly dueAt: number; readonly order: number; readonly callback: () => void }>();

  // A turn of the real event loop runs every microtask there is; a few of them let chains of real I/O through.
  const settle = async () => {
    for (let i = 0; i < 6; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    now: () => now,
    setTimeout(callback, delayMs) {
      order += 1;
      timers.set(order, { dueAt: now + Math.max(0, delayMs), order, callback });
      return order;
    },
    clearTimeout: (handle) => void timers.delete(handle as number),
    settle,
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const due = [...timers.values()]
          .filter(({ dueAt }) => dueAt <= until)
          .toSorted((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
        if (!due) break;
        timers.delete(due.order);
        now = Math.max(now, due.dueAt);
        due.callback();
        await settle();
      }
      now = until;
      await settle();
    },
    get pending() {
      return timers.size;
    },
  };
}
