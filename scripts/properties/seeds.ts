/**
 * Where every test of this repository gets its randomness from. `npm test` draws the same on every machine and every
 * day; `npm run explore` draws afresh, for as long as it is asked to.
 *
 * | variable | means |
 * |---|---|
 * | `PROPERTY_SEED` | the seed to begin with, in place of the suite's: what repeats a failure |
 * | `PROPERTY_RUNS` | at most so many runs of each property: mutation testing repeats them thousands of times |
 * | `EXPLORE_RUNS` | at least so many runs of each property, each block of runs with the next seed |
 * | `EXPLORE_SECONDS` | go on with each property for so long |
 */
import process from 'node:process';
import { TestRunner } from 'vitest';

const { env } = process;
/** Tests that stop the clock stop this one not. */
const nowMs = performance.now.bind(performance);

/** The seed of the suite, unless the environment names one. */
export const SEED = Number(env['PROPERTY_SEED'] || 1);

const mostRuns = Number(env['PROPERTY_RUNS'] ?? Infinity);
const exploredRuns = Number(env['EXPLORE_RUNS'] ?? 0);
const exploredMs = Number(env['EXPLORE_SECONDS'] ?? 0) * 1000;

/** How often one property was tried, in the `meta` of its test. */
export interface PropertyTried {
  /** Runs that held. */
  runs: number;
  /** The seed tried last: the one that failed, if the test failed. */
  seed: number;
}

declare module 'vitest' {
  interface TaskMeta {
    /** The properties of this test, in the order in which they began. */
    properties?: PropertyTried[];
  }
}

/** How many runs of a property one seed is good for, out of as many as the test asks for. */
export const runsPerSeed = (asked: number): number => Math.min(asked, mostRuns);

/**
 * The seeds to try a property with: the first `count` from the suite's on, more of them when exploring.
 *
 * @param runsEach how many runs each seed stands for
 * @example for (const seed of seeds(100)) expect(await simulate(seed)).toEqual([]);
 */
export function* seeds(count: number, runsEach = 1): Generator<number, void, undefined> {
  const tried: PropertyTried = { runs: 0, seed: SEED };
  const meta = TestRunner.getCurrentTest()?.meta;
  if (meta !== undefined) meta.properties = [...(meta.properties ?? []), tried];
  const until = nowMs() + exploredMs;
  for (let done = 0; done < count || tried.runs < exploredRuns || nowMs() < until; done += 1) {
    tried.seed = SEED + done;
    yield tried.seed;
    tried.runs += runsEach;
  }
}
