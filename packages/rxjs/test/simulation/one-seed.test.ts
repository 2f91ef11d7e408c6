import { expect, test } from 'vitest';
import type { GuardName } from '../../src/poll-plan.js';
import { simulate } from './simulate.js';
import { summary } from './summary.js';

/** `SEED=17` runs one seed; `SEED=0 SEEDS=100000` many. `GUARDS_OFF=drain` runs without a guard. */
const first = Number(process.env['SEED'] ?? 0);
const seeds = Number(process.env['SEEDS'] ?? 1);
const guardsOff = (process.env['GUARDS_OFF']?.split(',') ?? []) as GuardName[];

test(
  `the seeds from ${first} on hold`,
  async () => {
    const broken: string[] = [];
    for (let seed = first; seed < first + seeds; seed += 1) {
      const report = await simulate(seed, { guardsOff });
      if (report.broken.length > 0) broken.push(summary(report, guardsOff));
      if (seeds > 1000 && (seed + 1) % 1000 === 0) console.log(`${seed + 1 - first} seeds, ${broken.length} broken`);
    }
    expect(broken.join('\n')).toBe('');
  },
  24 * 3_600_000,
);
