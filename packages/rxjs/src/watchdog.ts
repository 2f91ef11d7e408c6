import type { Clock } from '@agent-session/protocol';
import { asError } from './as-error.js';

/** A request that fell silent and was given up. */
export class SilentConnectionError extends Error {
  override readonly name = 'SilentConnectionError';
  constructor(afterMs: number) {
    super(`The connection was silent for ${Math.round(afterMs / 1000)} s and was given up. Trying again.`);
  }
}

/** The request in flight. */
interface Flight {
  readonly limitMs: number;
  readonly startedAt: number;
  readonly timer: unknown;
  readonly reject: (reason: unknown) => void;
}

/**
 * After so many requests on one signal the next gets a new one. A signal costs as much as the rest of a request, so
 * several share one; but listeners that a transport forgets to take off must not pile up on it (Node warns of the 11th).
 */
const REQUESTS_PER_SIGNAL = 8;

/**
 * Runs requests, one at a time, each under a time limit. The limit does not rely on the request honouring its signal: the
 * promise rejects by itself, and what the request does later is ignored.
 */
export class Watchdog {
  readonly #clock: Clock;
  #flight: Flight | null = null;
  #controller: AbortController | null = null;
  #requests = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param limitMs `Infinity`: no limit.
   * @throws SilentConnectionError when the limit is reached, the reason of {@link giveUp}, or what the request throws.
   */
  run<Result>(limitMs: number, request: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (this.#controller === null || this.#requests === REQUESTS_PER_SIGNAL) {
      this.#controller = new AbortController();
      this.#requests = 0;
    }
    this.#requests += 1;
    const clock = this.#clock;
    const { signal } = this.#controller;
    return new Promise<Result>((resolve, reject) => {
      const flight: Flight = {
        limitMs,
        startedAt: clock.now(),
        timer: limitMs === Infinity ? null : clock.setTimeout(() => this.#silent(flight), limitMs),
        reject,
      };
      this.#flight = flight;
      let running: Promise<Result>;
      try {
        running = request(signal);
      } catch (error) {
        this.#land(flight);
        reject(asError(error));
        return;
      }
      running.then(
        (value) => {
          if (this.#land(flight)) resolve(value);
        },
        (error: unknown) => {
          if (this.#land(flight)) reject(asError(error));
        },
      );
    });
  }

  /** Gives the request in flight up, if there is one: it rejects with the reason. */
  giveUp(reason: unknown): void {
    const flight = this.#flight;
    const controller = this.#controller;
    if (!flight || !this.#land(flight)) return;
    // The wait ends here; whether the transport stops too is its own affair.
    flight.reject(asError(reason));
    this.#controller = null;
    controller?.abort(reason);
  }

  /** Gives the request up when it is older than its limit by the wall clock: after sleep no timer says so. */
  checkAge(): void {
    if (this.#flight && this.#clock.now() - this.#flight.startedAt >= this.#flight.limitMs) this.#silent(this.#flight);
  }

  #silent(flight: Flight): void {
    if (this.#flight === flight) this.giveUp(new SilentConnectionError(flight.limitMs));
  }

  /** False when it was given up before. */
  #land(flight: Flight): boolean {
    if (this.#flight !== flight) return false;
    this.#flight = null;
    if (flight.timer !== null) this.#clock.clearTimeout(flight.timer);
    return true;
  }
}
