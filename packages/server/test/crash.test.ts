import { expect, it } from 'vitest';
import { crashLoop } from './crash/crash-loop.js';

/** A few kills here; `CRASH_KILLS=100 CRASH_SEED=7 npx vitest run --project server packages/server/test/crash.test.ts` for more. */
const kills = Number(process.env['CRASH_KILLS'] ?? 5);
const seed = Number(process.env['CRASH_SEED'] ?? 1);

it(
  `a server killed with -9 ${kills} times loses nothing it acknowledged, and every session comes to a right end (seed ${seed})`,
  async () => {
    const report = await crashLoop({ kills, seed });
    expect(report.faults, JSON.stringify(report, null, 2)).toEqual([]);
    expect(report.acknowledgedWrites).toBeGreaterThan(kills);
    if (kills >= 20) console.log(JSON.stringify(report));
  },
  30_000 + kills * 4000,
);
