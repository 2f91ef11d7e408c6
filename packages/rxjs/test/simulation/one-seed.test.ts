import { expect, test } from 'vitest';
import type { GuardName } from '../../src/poll-plan.js';
import { simulate } from './simulate.js';
import { summary } from './summary.js';

/** `SEED=17` runs one seed; `SEED=0 SEEDS=100000` many, as `npm run simulate` does. `GUARDS_OFF=drain` runs without a guard. */
const first = Number(process.env['SEED'] ?? 0);
const seeds = Number(process.env['SEEDS'] ?? 1);
const guardsOff = (process.env['GUARDS_OFF']?.split(',') ?? []) as GuardName[];
const PROGRESS_EVERY_MS = 15_000;

test(
  `the seeds from ${first} on hold`,
  async () => {
    const broken: string[] = [];
    const startedAt = Date.now();
    let toldAt = startedAt;
    for (let seed = first; seed < first + seeds; seed += 1) {
      const report = await simulate(seed, { guardsOff });
      if (report.broken.length > 0) {
        broken.push(summary(report, guardsOff));
        // Now, not at the end: it may be hours away.
        if (seeds > 1) console.log(broken.at(-1));
      }
      const done = seed + 1 - first;
      if (Date.now() - toldAt < PROGRESS_EVERY_MS && done < seeds) continue;
      toldAt = Date.now();
      const perSecond = done / ((toldAt - startedAt) / 1000);
      const leftMinutes = (seeds - done) / perSecond / 60;
      if (seeds > 1) {
        console.log(
          `${done} of ${seeds} seeds, ${broken.length} broken, ${perSecond.toFixed(0)} per second, ` +
            `${leftMinutes.toFixed(1)} minutes left`,
        );
      }
    }
    expect(broken.join('\n')).toBe('');
  },
  7 * 24 * 3_600_000,
);
