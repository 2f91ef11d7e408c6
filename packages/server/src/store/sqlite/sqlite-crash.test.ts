import { beforeAll, expect, test } from 'vitest';
import { seeds } from '../../../../../scripts/properties/seeds.ts';
import { buildCrashWriter } from '../testing/build-crash-writer.js';
import { runCrashLoop } from '../testing/crash-loop.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const folder = temporaryFolder();
let writer: string;
beforeAll(async () => {
  writer = await buildCrashWriter();
});

test('every acknowledged append survives kill -9, whole and in order, and the file can be opened at once', async () => {
  const kills = 20;
  for (const seed of seeds(1, kills)) {
    const { appends, faults } = await runCrashLoop({ writer, file: folder.newPath(), seed, kills });
    expect(faults).toEqual([]);
    expect(appends).toBeGreaterThanOrEqual(kills);
  }
});
