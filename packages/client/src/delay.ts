import type { Clock } from '@agent-session/protocol';
import { longestTimerMs } from './link-abort.js';

/** Waits; rejects with the signal's reason as soon as it aborts, and leaves no timer or listener behind. */
export function delay(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's reason comes back unchanged
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clock.clearTimeout(timer);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's reason comes back unchanged
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.min(delayMs, longestTimerMs),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
