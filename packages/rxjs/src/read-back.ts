import type { EventEntry } from '@agent-session/core';
import type { ChangesSource, Clock } from '@agent-session/protocol';
import type { ConnectionBudget } from './connection-budget.js';
import { failureOf } from './failure.js';
import { pause } from './pause.js';
import { backoffCeilingMs } from './poll-plan.js';
import type { PollSettings } from './poll-settings.js';
import { Watchdog } from './watchdog.js';

export interface ReadBackOptions {
  readonly sessionId: string;
  readonly source: ChangesSource;
  readonly settings: PollSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly budget: ConnectionBudget | null;
  /** Index of the oldest event that is still held: there is nothing to read back from there on. */
  readonly firstIndex: () => number;
}

/**
 * Reads events again that were dropped from memory, for a subscriber who still needs them. At most one such read is in
 * flight per session, beside the poll.
 */
export class ReadBack {
  readonly #options: ReadBackOptions;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: ReadBackOptions) {
    this.#options = options;
  }

  /** A page of them from an index on; empty when they are held. Tries for ever what may pass; rejects with what may not. */
  read(fromIndex: number, signal: AbortSignal): Promise<readonly EventEntry[]> {
    const reading = this.#queue.then(() => this.#readNow(fromIndex, signal));
    this.#queue = reading.catch(() => undefined);
    return reading;
  }

  async #readNow(fromIndex: number, signal: AbortSignal): Promise<readonly EventEntry[]> {
    const { sessionId, source, settings, clock, random, budget, firstIndex } = this.#options;
    const limit = Math.min(settings.pageLimit, firstIndex() - fromIndex);
    if (limit <= 0) return [];
    const watchdog = new Watchdog(clock);
    const aborted = (): void => watchdog.giveUp(signal.reason);
    signal.addEventListener('abort', aborted, { once: true });
    try {
      for (let attempt = 1; ; attempt += 1) {
        let delayMs: number;
        signal.throwIfAborted();
        const lease = budget ? await budget.acquire(signal) : null;
        try {
          const reading = await watchdog.run(settings.watchdogMarginMs, (inner) =>
            source.readChanges(sessionId, { fromIndex, waitSeconds: 0, limit, signal: inner }),
          );
          signal.throwIfAborted();
          const events = reading.kind === 'page' ? (reading.page.new_events ?? []) : [];
          const at = new Date(clock.now()).toISOString();
          if (events.length > 0) {
            return events
              .slice(0, limit)
              .map((event, offset) => ({ kind: 'event', index: fromIndex + offset, event, at }));
          }
          delayMs = settings.spacingCapMs;
        } catch (error) {
          signal.throwIfAborted();
          const failure = failureOf(error);
          if (failure.permanent) throw error;
          delayMs = Math.max(failure.retryAfterMs, random() * backoffCeilingMs(attempt, settings));
        } finally {
          lease?.release();
        }
        await pause(clock, delayMs, signal).done;
      }
    } finally {
      signal.removeEventListener('abort', aborted);
    }
  }
}
