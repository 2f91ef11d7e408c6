import { beforeAll, expect, test } from 'vitest';
import { buildCrashWriter } from '../testing/build-crash-writer.js';
import { runCrashLoop } from '../testing/crash-loop.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const folder = temporaryFolder();
let writer: string;
beforeAll(async () => {
  writer = await buildCrashWriter();
});

test('every acknowledged append survives kill -9, whole and in order, and the file can be opened at once', async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? 20_260_101);
  const { appends, faults } = await runCrashLoop({ writer, file: folder.newPath(), seed, kills: 20 });
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(appends).toBeGreaterThan(20);
}, 120_000);
