import { timeMs, type Intent } from '@agent-session/core';
import type { Clock } from '@agent-session/protocol';

/** Tells which intents are still waited for: an accepted command whose effect does not show in time is given up. */
export class OverdueIntents {
  readonly #clock: Clock;
  readonly #overdueAfterMs: number;
  readonly #onOverdue: () => void;
  #timer: { readonly handle: unknown } | null = null;

  /** @param onOverdue Called when an intent becomes overdue while they are watched: nothing else would tell. */
  constructor(clock: Clock, overdueAfterMs: number, onOverdue: () => void) {
    this.#clock = clock;
    this.#overdueAfterMs = overdueAfterMs;
    this.#onOverdue = onOverdue;
  }

  /** Those still waited for; the list itself when that is all of them. */
  current(intents: readonly Intent[]): readonly Intent[] {
    if (intents.length === 0) return intents;
    const left = intents.filter((intent) => this.#leftMs(intent) > 0);
    return left.length === intents.length ? intents : left;
  }

  /** Watches these from now on, instead of those before. */
  watch(intents: readonly Intent[]): void {
    if (this.#timer) this.#clock.clearTimeout(this.#timer.handle);
    this.#timer = null;
    const [oldest] = this.current(intents);
    if (!oldest) return;
    const handle = this.#clock.setTimeout(
      () => {
        this.#timer = null;
        this.watch(intents);
        this.#onOverdue();
      },
      Math.min(Math.max(this.#leftMs(oldest), 1), this.#overdueAfterMs),
    );
    this.#timer = { handle };
  }

  #leftMs({ at }: Intent): number {
    return timeMs(at) + this.#overdueAfterMs - this.#clock.now();
  }
}
