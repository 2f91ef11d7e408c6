import { setImmediate } from 'node:timers/promises';
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

/** What Node keeps to clean up after requests goes only when the event loop has had a turn. */
async function heapBytes(): Promise<number> {
  collect();
  await setImmediate();
  collect();
  return process.memoryUsage().heapUsed;
}

const BATCH = 250;
const MAX_GROWTH_BYTES = 450_000;

it('memory does not grow with the requests that were answered: what lasts is on the disk', async () => {
  const store = createSqliteStore({ file: folder.newPath() });
  const tally = createTally();
  const world = createWorld(tally, { store, limits: { maxActiveSessions: 20, maxCachedSessions: 20 } });
  const steps = fc.sample(validStepArbitrary, BATCH);
  const batch = async () => {
    for (const step of steps) await world.send(await validRequest(step, world));
    for (const id of world.ids) await world.cancel(id);
    world.ids.length = 0;
    return heapBytes();
  };
  const sizes: number[] = [];
  for (let i = 0; i < 10; i += 1) sizes.push(await batch());
  expect(tally.changed).toBeGreaterThan(BATCH * 6);
  // The first batches fill what is kept once: code, most of which is compiled by then, schemas, caches.
  expect(Math.min(...sizes.slice(8)) - (sizes[6] ?? 0), sizes.join(' ')).toBeLessThan(MAX_GROWTH_BYTES);
  await world.server.close();
  expect(world.clock.pendingTimers).toBe(0);
});
