import { describe, expect, test } from 'vitest';
import { GUARD_NAMES } from '../../src/poll-plan.js';
import { seeds } from '../../../../scripts/properties/seeds.ts';
import { simulate } from './simulate.js';

/** How many seeds a guard may take to show that it is needed. */
const SEEDS = 400;

describe('each guard is needed', () => {
  test.each(GUARD_NAMES)('without %s some run breaks', async (guard) => {
    for (const seed of seeds(SEEDS)) {
      const report = await simulate(seed, { guardsOff: [guard] });
      if (report.broken.length === 0) continue;
      console.log(`without ${guard}: seed ${seed}: ${report.broken[0]}`);
      return;
    }
    expect.unreachable(`${SEEDS} seeds hold without "${guard}": the guard or the simulation is missing something`);
  });
});
