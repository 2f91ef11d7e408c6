import type { Clock } from '@agent-session/protocol';

/** A wait that can be cut short. */
export interface Pause {
  /** Resolves after the time, or once it is cut short; rejects with the signal's reason on abort. */
  readonly done: Promise<void>;
  cutShort(): void;
}

/** Waits, leaving neither timer nor listener behind however it ends. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Pause {
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const clean = (): void => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    const aborted = (): void => {
      clean();
      reject(signal.reason as Error);
    };
    finish = () => {
      clean();
      resolve();
    };
    const timer = clock.setTimeout(finish, delayMs);
    signal.addEventListener('abort', aborted);
  });
  return { done, cutShort: () => finish() };
}
