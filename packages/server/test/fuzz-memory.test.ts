import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSqliteStore } from '../src/sqlite.js';
import { temporaryFolder } from '../src/store/testing/temporary-folder.js';
import { validRequest, validStepArbitrary } from './fuzz/valid-steps.js';
import { createTally, createWorld } from './fuzz/world.js';

const folder = temporaryFolder();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

const BATCH = 250;
const MAX_GROWTH_BYTES = 450_000;

it('memory does not grow with the requests that were answered: what lasts is on the disk', async () => {
  const store = createSqliteStore({ file: folder.newPath() });
  const tally = createTally();
  const world = createWorld(tally, { store, limits: { maxActiveSessions: 20, maxCachedSessions: 20 } });
  const steps = fc.sample(validStepArbitrary, { numRuns: BATCH, seed: 1 });
  const batch = async () => {
    for (const step of steps) await world.send(await validRequest(step, world));
    for (const id of world.ids) await world.cancel(id);
    world.ids.length = 0;
    return heapBytes();
  };
  const sizes: number[] = [];
  for (let i = 0; i < 5; i += 1) sizes.push(await batch());
  expect(tally.changed).toBeGreaterThan(BATCH * 3);
  // The first batches fill what is kept once: code, schemas, caches.
  expect(Math.min(...sizes.slice(3)) - (sizes[1] ?? 0), sizes.join(' ')).toBeLessThan(MAX_GROWTH_BYTES);
  await world.server.close();
  expect(world.clock.pending).toBe(0);
}, 60_000);
