import type { Clock, TimerHandle } from '@agent-session/protocol';

/** The clock of a client whose device can sleep while the time of the server goes on. */
export interface ClientClock extends Clock {
  /** Timers stand still for so long; they run when the device wakes. `false`: it sleeps already, and goes on. */
  sleep(durationMs: number): boolean;
  /** Resolves when the device is awake. */
  awake(): Promise<void>;
  /** Calls back whenever the device wakes; returns the function that stops it. */
  onWake(listener: () => void): () => void;
}

/** Makes the clock of a device on top of the one clock of a test. */
export function createClientClock(clock: Clock): ClientClock {
  const pending = new Map<number, TimerHandle>();
  const listeners = new Set<() => void>();
  const missed: (() => void)[] = [];
  let sleeping: Promise<void> | null = null;
  let last = 0;

  return {
    now: () => clock.now(),
    setTimeout(callback, delayMs) {
      const handle = (last += 1);
      const run = (): void => {
        if (sleeping) missed.push(run);
        else if (pending.delete(handle)) callback();
      };
      pending.set(handle, clock.setTimeout(run, delayMs));
      return handle;
    },
    clearTimeout(handle) {
      clock.clearTimeout(pending.get(handle as number));
      pending.delete(handle as number);
    },
    sleep(durationMs) {
      if (sleeping) return false;
      sleeping = new Promise((resolve) => {
        clock.setTimeout(() => {
          sleeping = null;
          resolve();
          for (const run of missed.splice(0)) run();
          for (const listener of [...listeners]) listener();
        }, durationMs);
      });
      return true;
    },
    async awake() {
      while (sleeping) await sleeping;
    },
    onWake(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
