import type { Clock } from '@agent-session/protocol';
import { asError } from './as-error.js';

/** A request that fell silent and was given up. */
export class SilentConnectionError extends Error {
  override readonly name = 'SilentConnectionError';
  constructor(afterMs: number) {
    super(`The connection was silent for ${Math.round(afterMs / 1000)} s and was given up. Trying again.`);
  }
}

/** A request in flight that can be given up from outside. */
export interface Watched<Result> {
  readonly result: Promise<Result>;
  /** Gives the request up: `result` rejects with the reason. Does nothing once it is settled. */
  giveUp(reason: unknown): void;
  /** Gives the request up when it is older than its limit by the wall clock: after sleep no timer says so. */
  checkAge(): void;
}

/**
 * Runs a request under a time limit. The limit does not rely on the request honouring its signal: `result` rejects by
 * itself, and what the request does later is ignored.
 *
 * @param limitMs `Infinity`: no limit.
 */
export function watched<Result>(
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
  request: (signal: AbortSignal) => Promise<Result>,
): Watched<Result> {
  const startedAt = clock.now();
  const own = new AbortController();
  let giveUp: (reason: unknown) => void = () => undefined;
  const result = new Promise<Result>((resolve, reject) => {
    const timer =
      limitMs === Infinity ? undefined : clock.setTimeout(() => giveUp(new SilentConnectionError(limitMs)), limitMs);
    const aborted = (): void => giveUp(signal.reason);
    let open = true;
    const close = (): boolean => {
      if (!open) return false;
      open = false;
      if (timer !== undefined) clock.clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      return true;
    };
    giveUp = (reason) => {
      if (!close()) return;
      // The wait ends here; whether the transport stops too is its own affair.
      reject(asError(reason));
      own.abort(reason);
    };
    if (signal.aborted) {
      giveUp(signal.reason);
      return;
    }
    signal.addEventListener('abort', aborted);
    let running: Promise<Result>;
    try {
      running = request(own.signal);
    } catch (error) {
      close();
      reject(asError(error));
      return;
    }
    running.then(
      (value) => {
        if (close()) resolve(value);
      },
      (error: unknown) => {
        if (close()) reject(asError(error));
      },
    );
  });
  return {
    result,
    giveUp: (reason) => giveUp(reason),
    checkAge() {
      if (clock.now() - startedAt >= limitMs) giveUp(new SilentConnectionError(limitMs));
    },
  };
}
