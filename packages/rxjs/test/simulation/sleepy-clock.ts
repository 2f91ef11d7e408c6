import type { Clock } from '@agent-session/protocol';
import type { ManualClock } from '@agent-session/testing';

export interface SleepyClock extends Clock {
  readonly pending: number;
  /** Time that never jumps. */
  elapsed(): number;
  /** `false`: it sleeps already. */
  sleep(durationMs: number): boolean;
  /** Resolves when the client is awake. */
  awake(): Promise<void>;
  onWake: (() => void) | null;
}

/** The clock of a client whose device can sleep while the server's time goes on. */
export function sleepyClock(clock: ManualClock): SleepyClock {
  const pending = new Map<number, unknown>();
  const missed: (() => void)[] = [];
  let waking: Promise<void> | null = null;
  let last = 0;
  let jumped = 0;
  const start = clock.now();
  const jump = clock.jump.bind(clock);
  clock.jump = (deltaMs) => {
    jumped += deltaMs;
    jump(deltaMs);
  };
  const self: SleepyClock = {
    now: () => clock.now(),
    elapsed: () => clock.now() - start - jumped,
    setTimeout(callback, delayMs) {
      const handle = (last += 1);
      const run = (): void => {
        if (waking) {
          missed.push(run);
          return;
        }
        if (pending.delete(handle)) callback();
      };
      pending.set(handle, clock.setTimeout(run, delayMs));
      return handle;
    },
    clearTimeout(handle) {
      const inner = pending.get(handle as number);
      if (pending.delete(handle as number)) clock.clearTimeout(inner);
    },
    get pending() {
      return pending.size;
    },
    sleep(durationMs) {
      if (waking) return false;
      waking = new Promise((resolve) => {
        clock.setTimeout(() => {
          waking = null;
          resolve();
          for (const run of missed.splice(0)) run();
          self.onWake?.();
        }, durationMs);
      });
      return true;
    },
    async awake() {
      while (waking) await waking;
    },
    onWake: null,
  };
  return self;
}
