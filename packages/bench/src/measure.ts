import { summarise, type Summary } from './statistics.js';
import { clocks, type ClockName } from './clocks.js';

/** One of the things compared. `run` does its work `iterations` times; setting up and checking belong outside it. */
export interface Contender {
  readonly iterations: number;
  readonly run: (iterations: number) => unknown;
}

/** How to measure. Defaults: 9 rounds after 2 warm-up rounds, on the wall clock. */
export interface MeasureOptions {
  /** At least 9: fewer rounds say nothing about the noise. */
  readonly rounds?: number;
  readonly warmupRounds?: number;
  /** `wall` for work that only computes; `cpu` (user and system time) for code that waits for I/O. */
  readonly clock?: ClockName;
  /** Milliseconds, only differences matter. For tests; overrides `clock`. */
  readonly nowMs?: () => number;
}

/** What was measured of one contender, in microseconds per iteration. */
export interface Measurement extends Summary {
  /** One value per round, in the order of the rounds. */
  readonly roundsUs: readonly number[];
}

const MIN_ROUNDS = 9;

/**
 * Measures all contenders in interleaved rounds, so that a slow moment of the machine hits each alike. The order within
 * a round turns by one from round to round, so that none always runs in another's wake.
 *
 * @throws RangeError for fewer than 9 rounds, or an iteration count that is not a positive integer.
 */
export async function measure<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  options: MeasureOptions = {},
): Promise<Record<Name, Measurement>> {
  const { rounds = MIN_ROUNDS, warmupRounds = 2, nowMs = clocks[options.clock ?? 'wall'] } = options;
  if (!(rounds >= MIN_ROUNDS)) throw new RangeError(`A benchmark needs at least ${MIN_ROUNDS} rounds, not ${rounds}.`);

  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmupRounds; round < rounds; round += 1) {
    const turn = (round + warmupRounds) % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const { iterations, run } = contenders[name];
      if (!Number.isInteger(iterations) || iterations < 1) {
        throw new RangeError(`${name}: iterations must be a positive integer, not ${iterations}.`);
      }
      const start = nowMs();
      await run(iterations);
      const elapsedMs = nowMs() - start;
      if (round >= 0) times[name].push((elapsedMs * 1000) / iterations);
    }
  }
  const measured: Partial<Record<Name, Measurement>> = {};
  for (const name of names) measured[name] = { ...summarise(times[name]), roundsUs: times[name] };
  return measured as Record<Name, Measurement>;
}

/** The ratio of two contenders, taken round by round: what both had in common in a round cancels out. */
export function ratioOf(numerator: Measurement, denominator: Measurement): Summary {
  return summarise(numerator.roundsUs.map((us, round) => us / (denominator.roundsUs[round] ?? Number.NaN)));
}
