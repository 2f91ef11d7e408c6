import { LIMITS } from '@agent-session/protocol';

/** The times and sizes of following a session, each with its unit. */
export interface PollSettings {
  /** How long one long-poll asks the server to wait. 0-25, default 20. */
  readonly waitSeconds: number;
  /** How long beyond the wait a silent connection is believed. Default 10 000. */
  readonly watchdogMarginMs: number;
  /** Most events asked for in one page. Default 500. */
  readonly pageLimit: number;
  /** Pause after a reply that brought nothing new and did not wait. Default 250; doubles while it goes on. */
  readonly spacingMs: number;
  /** Longest pause between replies that bring nothing and do not wait. Default 5 000. */
  readonly spacingCapMs: number;
  /** First upper bound of the random pause after a failure. Default 500; doubles with each failure in a row. */
  readonly backoffBaseMs: number;
  /** Largest upper bound of the random pause after a failure: so long at most nobody notices that the platform is back. Default 10 000. */
  readonly backoffCapMs: number;
  /** How long an accepted command is waited for before it is given up and no longer counts. Default 60 000. */
  readonly intentOverdueMs: number;
  /** How long the poll goes on after the last subscriber left. Default 1 000. */
  readonly graceMs: number;
}

export const DEFAULT_POLL_SETTINGS: PollSettings = {
  waitSeconds: LIMITS.defaultWaitSeconds,
  watchdogMarginMs: 10_000,
  pageLimit: 500,
  spacingMs: 250,
  spacingCapMs: 5_000,
  backoffBaseMs: 500,
  backoffCapMs: 10_000,
  intentOverdueMs: 60_000,
  graceMs: 1_000,
};

/**
 * Fills in the defaults and refuses what the contract does not allow.
 *
 * @throws RangeError that names the setting.
 */
export function pollSettings(given: {
  readonly [Key in keyof PollSettings]?: PollSettings[Key] | undefined;
}): PollSettings {
  const settings: PollSettings = { ...DEFAULT_POLL_SETTINGS };
  for (const key of Object.keys(DEFAULT_POLL_SETTINGS) as (keyof PollSettings)[]) {
    const value = given[key];
    if (value === undefined) continue;
    const [low, high] = RANGES[key];
    if (!(Number.isFinite(value) && value >= low && value <= high)) {
      throw new RangeError(`${key} must be a number from ${low} to ${high}, not ${String(value)}.`);
    }
    (settings as Record<keyof PollSettings, number>)[key] = value;
  }
  return settings;
}

const MAX_TIMER_MS = 2 ** 31 - 1;

const RANGES: Readonly<Record<keyof PollSettings, readonly [low: number, high: number]>> = {
  waitSeconds: [0, LIMITS.maxWaitSeconds],
  watchdogMarginMs: [1, MAX_TIMER_MS],
  pageLimit: [1, Number.MAX_SAFE_INTEGER],
  spacingMs: [1, MAX_TIMER_MS],
  spacingCapMs: [1, MAX_TIMER_MS],
  backoffBaseMs: [1, MAX_TIMER_MS],
  backoffCapMs: [1, MAX_TIMER_MS],
  intentOverdueMs: [1, MAX_TIMER_MS],
  graceMs: [0, MAX_TIMER_MS],
};
