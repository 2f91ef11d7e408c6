import type { Clock } from '@agent-session/protocol';

/** Timers of more than 32 bits fire at once; this is 24 days. */
export const longestTimerMs = 2 ** 31 - 1;

/** One attempt's leash: the caller's signal and a time limit, joined. */
export interface AbortLink {
  /** What fetch gets. Made when it is first asked for: a signal costs as much as the rest of a call. */
  readonly signal: AbortSignal;
  readonly aborted: boolean;
  /** Calls one listener when the link ends, for transports that can do without a signal. */
  onAbort(listener: (reason: unknown) => void): void;
  /**
   * The promise, or the abort if that comes first: also when whoever works on the promise ignores the signal. One at a
   * time.
   */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  /** Starts the time limit anew; `null` lifts it. */
  limit(timeoutMs: number | null): void;
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
  let controller: AbortController | undefined;
  let ended: { readonly reason: unknown } | undefined;
  let listener: ((reason: unknown) => void) | undefined;
  let rejectRace: ((reason: unknown) => void) | undefined;
  const end = (reason: unknown) => {
    ended = { reason };
    controller?.abort(reason);
    listener?.(reason);
    rejectRace?.(reason);
  };
  const onAbort = () => {
    end(signal?.reason);
  };
  const onTimeout = () => {
    end(timeoutError());
  };
  let timer = clock.setTimeout(onTimeout, Math.min(timeoutMs, longestTimerMs));
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort);

  return {
    get signal() {
      controller ??= new AbortController();
      if (ended) controller.abort(ended.reason);
      return controller.signal;
    },
    get aborted() {
      return ended !== undefined;
    },
    onAbort(newListener) {
      listener = newListener;
      if (ended) newListener(ended.reason);
    },
    race: (promise) =>
      // What Promise.race would do, at half the price.
      new Promise((resolve, reject) => {
        promise.then(resolve, reject);
        rejectRace = reject;
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the caller's reason comes back unchanged
        if (ended) reject(ended.reason);
      }),
    limit(newTimeoutMs) {
      clock.clearTimeout(timer);
      if (newTimeoutMs !== null) timer = clock.setTimeout(onTimeout, Math.min(newTimeoutMs, longestTimerMs));
    },
    dispose() {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      // Some links outlive their call by a few collections. What they held of the exchange would be copied along each
      // time, for a fifth of the CPU time of a request.
      listener = undefined;
      rejectRace = undefined;
    },
  };
}
