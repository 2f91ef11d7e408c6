import type { Clock, TimerHandle } from '@agent-session/protocol';

interface Timer {
  readonly callback: () => void;
  readonly dueAt: number;
  readonly order: number;
}

/** The one time of a test: it stands still until it is told to go on. */
export interface TestClock extends Clock {
  /**
   * Lets time pass: every timer that falls due runs, in order, each followed by all work it causes. Resolves when
   * `delayMs` have passed since the call; two calls at once let the same time pass.
   *
   * @throws TypeError for what is no number of milliseconds of at least 0.
   */
  advance(delayMs: number): Promise<void>;
  /** Runs the next timer, however far away it is. `false`: there is none. */
  next(): Promise<boolean>;
  /** Lets the work that is ready (promises, no timers) run until it rests. */
  settle(): Promise<void>;
  /** Moves the wall clock, forwards or back, without running a timer: what an NTP correction does. */
  jump(deltaMs: number): void;
  /** Timers that are set and not yet due. Zero when everything was cleaned up. */
  readonly pendingTimers: number;
}

/** A clock of its own, which nothing moves but the test. */
export interface ManualClock extends TestClock {
  /** When the next timer is due, on the monotonic time that `jump` does not touch; `null`: no timer. */
  readonly nextDueInMs: number | null;
}

/** 2026-01-01T00:00:00Z: when tests begin. */
export const TEST_EPOCH_MS = Date.UTC(2026, 0, 1);

/** How a manual clock lets promises run. The default suits any runtime with `setTimeout` or `MessageChannel`. */
export interface ManualClockOptions {
  /** Milliseconds since the epoch at the start. Default: 2026-01-01T00:00:00Z. */
  readonly startAt?: number;
  /** Resolves after the event loop went round. Default: `setImmediate` where there is one, else `setTimeout(0)`. */
  readonly turn?: () => Promise<void>;
  /** Turns of the event loop given to the work after each timer. Default 2. */
  readonly turnsPerStep?: number;
}

/**
 * Makes a clock for tests: a week passes in milliseconds, and always in the same order.
 *
 * @example
 * const clock = createManualClock();
 * const server = createServer({ clock, … });
 * await clock.advance(20_000); // a long-poll of 20 s has now returned
 */
export function createManualClock(options: ManualClockOptions = {}): ManualClock {
  const { startAt = TEST_EPOCH_MS, turn = eventLoopTurn, turnsPerStep = 2 } = options;
  const timers = new Map<number, Timer>();
  let monotonic = 0;
  let wallOffset = startAt;
  let lastOrder = 0;

  const earliest = (): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers.values()) {
      if (!found || timer.dueAt < found.dueAt || (timer.dueAt === found.dueAt && timer.order < found.order)) {
        found = timer;
      }
    }
    return found;
  };
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < turnsPerStep; turns += 1) await turn();
  };
  /** Runs the next timer that is due by then, after what the last one caused: whoever else moves the clock waits. */
  let lastStep: Promise<unknown> = Promise.resolve();
  const step = (until: number): Promise<boolean> => {
    const mine = lastStep.then(async () => {
      const timer = earliest();
      if (!timer || timer.dueAt > until) return false;
      monotonic = Math.max(monotonic, timer.dueAt);
      timers.delete(timer.order);
      timer.callback();
      await settle();
      return true;
    });
    lastStep = mine.catch(() => undefined);
    return mine;
  };

  return {
    now: () => wallOffset + monotonic,
    setTimeout(callback, delayMs): TimerHandle {
      lastOrder += 1;
      timers.set(lastOrder, { callback, dueAt: monotonic + (delayMs > 0 ? delayMs : 0), order: lastOrder });
      return lastOrder;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    async advance(delayMs) {
      checkAdvance(delayMs);
      const until = monotonic + delayMs;
      await settle();
      while (await step(until));
      monotonic = Math.max(monotonic, until);
    },
    async next() {
      await settle();
      return step(Number.POSITIVE_INFINITY);
    },
    settle,
    jump(deltaMs) {
      wallOffset += deltaMs;
    },
    get pendingTimers() {
      return timers.size;
    },
    get nextDueInMs() {
      const timer = earliest();
      return timer ? timer.dueAt - monotonic : null;
    },
  };
}

const realTimeout = globalThis.setTimeout;
const immediate = (globalThis as { setImmediate?: (callback: () => void) => void }).setImmediate;

/**
 * Makes sure that time can pass by so much.
 *
 * @throws TypeError
 */
export function checkAdvance(delayMs: number): void {
  if (typeof delayMs === 'number' && delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY) return;
  throw new TypeError(`Time passes forwards, by a number of milliseconds, not by ${String(delayMs)}.`);
}

/** Resolves after the event loop went round, whatever a runner makes of the timers since. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else realTimeout(resolve, 0);
  });
}
