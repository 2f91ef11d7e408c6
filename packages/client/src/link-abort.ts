import type { Clock } from '@agent-session/protocol';

/** One attempt's leash: the caller's signal and a time limit, joined. */
export interface AbortLink {
  /** What fetch gets. */
  readonly signal: AbortSignal;
  /**
   * The promise, or the abort if that comes first: also when whoever works on the promise ignores the signal. One at a
   * time.
   */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  /** Starts the time limit anew. */
  restartTimer(timeoutMs: number): void;
  /** Lifts the time limit until it is started anew. */
  stopTimer(): void;
  /** Removes the listener and the timer. Whoever makes a link calls this on every path. */
  dispose(): void;
}

/**
 * Joins the caller's signal and a time limit. Rejects with the caller's own reason, unchanged, or with
 * `timeoutError()`.
 */
export function linkAbort(
  clock: Clock,
  signal: AbortSignal | undefined,
  timeoutMs: number,
  timeoutError: () => Error,
): AbortLink {
  const controller = new AbortController();
  let rejectRace: ((reason: unknown) => void) | undefined;
  const end = (reason: unknown) => {
    controller.abort(reason);
    rejectRace?.(reason);
  };
  const onAbort = () => {
    end(signal?.reason);
  };
  let timer = clock.setTimeout(() => {
    end(timeoutError());
  }, timeoutMs);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort);

  return {
    signal: controller.signal,
    race: (promise) =>
      // What Promise.race would do, at half the price.
      new Promise((resolve, reject) => {
        promise.then(resolve, reject);
        rejectRace = reject;
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's reason comes back unchanged
        if (controller.signal.aborted) reject(controller.signal.reason);
      }),
    restartTimer(newTimeoutMs) {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(() => {
        end(timeoutError());
      }, newTimeoutMs);
    },
    stopTimer() {
      clock.clearTimeout(timer);
    },
    dispose() {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
