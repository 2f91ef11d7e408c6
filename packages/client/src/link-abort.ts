import type { Clock } from '@agent-session/protocol';

/** One attempt's leash: the caller's signal and a time limit, joined. */
export interface AbortLink {
  /** What fetch gets. */
  readonly signal: AbortSignal;
  /** The promise, or the abort if that comes first: also when whoever works on the promise ignores the signal. */
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
  let rejectEnded: (reason: unknown) => void;
  const ended = new Promise<never>((_, reject) => {
    rejectEnded = reject;
  });
  ended.catch(() => {}); // it may end when nobody races any more

  const end = (reason: unknown) => {
    rejectEnded(reason);
    controller.abort(reason);
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
    race: (promise) => Promise.race([promise, ended]),
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
