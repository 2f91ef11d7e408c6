/** What a timer handle is depends on the clock that made it. */
export type TimerHandle = unknown;

/** Time, passed in: everything in this project that waits takes one of these. */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => {
    clearTimeout(handle as ReturnType<typeof setTimeout>);
  },
};
