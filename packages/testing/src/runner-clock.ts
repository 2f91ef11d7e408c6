import { checkAdvance, type TestClock } from './manual-clock.js';

/** The fake timers of Vitest (`vi`) or Jest (`jest`), switched on by whoever passes them. */
export interface RunnerTimers {
  advanceTimersToNextTimerAsync(): Promise<unknown>;
  getTimerCount(): number;
  setSystemTime(now: number): unknown;
}

/**
 * The clock of a test whose runner fakes the timers already: `Date`, the timers of the application and those of the
 * platform are then one time.
 *
 * @param turn - Lets the work that is ready run, in real time.
 * @throws TypeError for what are no fake timers, or when they are not switched on.
 */
export function createRunnerClock(timers: RunnerTimers, startAt: number, turn: () => Promise<void>): TestClock {
  const given = timers as Partial<RunnerTimers> | null;
  if (
    typeof given?.advanceTimersToNextTimerAsync !== 'function' ||
    typeof given.getTimerCount !== 'function' ||
    typeof given.setSystemTime !== 'function'
  ) {
    throw new TypeError('"timers" must be `vi` of Vitest or `jest` of Jest, whose fake timers move the whole test.');
  }
  const probe = globalThis.setTimeout(() => undefined, 0);
  const isFaked = timers.getTimerCount() > 0;
  globalThis.clearTimeout(probe);
  if (!isFaked) throw new TypeError('"timers" are not switched on: call useFakeTimers() before the platform is made.');
  timers.setSystemTime(startAt);

  // A timer of a runtime, and so of a runner, cannot be further away than this; a deadline of a session can.
  const setLong = (timer: LongTimer, callback: () => void, delayMs: number): void => {
    const stepMs = Math.min(delayMs, FURTHEST_MS);
    timer.handle = globalThis.setTimeout(() => {
      if (delayMs > stepMs) setLong(timer, callback, delayMs - stepMs);
      else callback();
    }, stepMs);
  };
  const next = async (): Promise<boolean> => {
    await turn();
    if (timers.getTimerCount() === 0) return false;
    await timers.advanceTimersToNextTimerAsync();
    await turn();
    return true;
  };
  return {
    now: () => Date.now(),
    setTimeout(callback, delayMs) {
      const timer: LongTimer = { handle: undefined };
      setLong(timer, callback, delayMs > 0 ? delayMs : 0);
      return timer;
    },
    clearTimeout: (timer) => globalThis.clearTimeout((timer as LongTimer | undefined)?.handle),
    async advance(delayMs) {
      checkAdvance(delayMs);
      await turn();
      let isOver = false;
      setLong({ handle: undefined }, () => (isOver = true), delayMs);
      while (!isOver) await next();
    },
    next,
    settle: turn,
    jump: (deltaMs) => void timers.setSystemTime(Date.now() + deltaMs),
    get pendingTimers() {
      return timers.getTimerCount();
    },
  };
}

interface LongTimer {
  handle: ReturnType<typeof globalThis.setTimeout> | undefined;
}

const FURTHEST_MS = 2 ** 31 - 1;
