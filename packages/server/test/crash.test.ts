import { expect, it } from 'vitest';
import { buildCrashServer } from './crash/build-crash-server.js';
import { crashLoop } from './crash/crash-loop.js';

/** A few kills here; `node packages/server/scripts/server-crash.mjs` for a hundred and more. */
const kills = 8;
const seed = 1;

it(
  `a server killed with -9 ${kills} times loses nothing it acknowledged, and every session comes to a right end (seed ${seed})`,
  async () => {
    const report = await crashLoop({ program: await buildCrashServer(), kills, seed });
    expect(report.faults, JSON.stringify(report, null, 2)).toEqual([]);
    expect(report.acknowledgedWrites).toBeGreaterThan(kills);
  },
  30_000 + kills * 4000,
);
