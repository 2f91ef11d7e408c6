import { expect, it } from 'vitest';
import { seeds } from '../../../scripts/properties/seeds.ts';
import { buildCrashServer } from './crash/build-crash-server.js';
import { crashLoop } from './crash/crash-loop.js';

/** A few here; `npm run explore -- server` goes on with other seeds. */
const kills = 8;

it(`a server killed with -9 ${kills} times loses nothing it acknowledged, and every session comes to a right end`, async () => {
  const program = await buildCrashServer();
  for (const seed of seeds(1, kills)) {
    const report = await crashLoop({ program, kills, seed });
    expect(report.faults, JSON.stringify(report, null, 2)).toEqual([]);
    expect(report.acknowledgedWrites).toBeGreaterThan(kills);
  }
});
