import { described } from './check-options.js';

/** An amount of time; the parts are added. */
export interface Duration {
  readonly milliseconds?: number;
  readonly seconds?: number;
  readonly minutes?: number;
  readonly hours?: number;
  readonly days?: number;
}

const UNITS_MS = {
  milliseconds: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
} as const satisfies Record<keyof Duration, number>;

/** The clock of a platform has something to do every day: to the end of time it would run for ever. */
const LONGEST_MS = 36_500 * UNITS_MS.days;

/**
 * The milliseconds of a duration.
 *
 * @throws TypeError for what is none, is negative, or is longer than 100 years.
 */
export function durationMs(duration: Duration): number {
  const units = Object.keys(UNITS_MS).join(', ');
  const given: unknown = duration;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`A duration is an object such as { seconds: 60 }, not ${described(given)}.`);
  }
  const parts = Object.entries(given) as [string, unknown][];
  if (parts.length === 0) throw new TypeError(`A duration has at least one of ${units}; this one is empty.`);
  let total = 0;
  for (const [unit, amount] of parts) {
    if (!Object.hasOwn(UNITS_MS, unit)) throw new TypeError(`A duration has no "${unit}"; it has ${units}.`);
    if (typeof amount !== 'number' || Number.isNaN(amount)) {
      throw new TypeError(`The ${unit} of a duration are a number, not ${described(amount)}.`);
    }
    total += amount * UNITS_MS[unit as keyof Duration];
  }
  if (total < 0) throw new TypeError(`Time passes forwards: ${JSON.stringify(given)} is ${total} ms.`);
  if (!(total <= LONGEST_MS)) {
    throw new TypeError(`A duration is at most 100 years (36,500 days); this one is ${total / UNITS_MS.days} days.`);
  }
  return total;
}
