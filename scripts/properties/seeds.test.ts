import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTests } from './run-tests.mjs';

const folder = join(import.meta.dirname, 'fixtures');

async function run(env: Record<string, string> = {}) {
  const [draws, holds, fails] = await runTests(
    { folder, file: 'scripts/properties/fixtures/drawing.fixture.ts' },
    { PROPERTY_SEED: '', ...env },
  );
  const drawn = JSON.parse(/\[.*\]/.exec(draws!.message)![0]) as readonly unknown[];
  return { drawn, holds: holds!, fails: fails! };
}

describe('a test', () => {
  test('draws the same each time, from fast-check and by default, and something else from another seed', async () => {
    const [once, again, other] = await Promise.all([run(), run(), run({ PROPERTY_SEED: '2' })]);
    expect(once.drawn).toHaveLength(8);
    expect(again.drawn).toEqual(once.drawn);
    expect(other.drawn.filter((each) => once.drawn.includes(each))).toEqual([]);
  });
});

test('a process that ends without a result is an error that names the file', async () => {
  const file = 'scripts/properties/fixtures/missing.fixture.ts';
  await expect(runTests({ folder, file }, {})).rejects.toThrow(`ended without a result for ${file}`);
});

describe('each property of a test', () => {
  test('is tried as often as the test asks, with the seed of the suite; less often where thousands of mutants are', async () => {
    const [usual, mutants] = await Promise.all([run(), run({ PROPERTY_RUNS: '60' })]);
    expect(usual.holds.properties).toEqual([
      { runs: 100, seed: 1 },
      { runs: 50, seed: 1 },
    ]);
    expect(usual.fails).toMatchObject({ failed: false, properties: [{ runs: 2, seed: 2 }] });
    expect(mutants.holds.properties.map(({ runs }) => runs)).toEqual([60, 50]);
  });

  test('is tried with one seed after the other when exploring, and tells the seed that failed', async () => {
    const [byRuns, bySeconds] = await Promise.all([
      run({ EXPLORE_RUNS: '201', PROPERTY_SEED: '7' }),
      run({ EXPLORE_SECONDS: '0.3', PROPERTY_SEED: '11' }),
    ]);
    expect(byRuns.holds.properties).toEqual([
      { runs: 300, seed: 9 },
      { runs: 250, seed: 11 },
    ]);
    expect(byRuns.fails).toMatchObject({ failed: true, properties: [{ runs: 4, seed: 11 }] });
    expect(bySeconds.holds.properties[0]!.runs).toBeGreaterThan(100);
    // The seed that failed, as the one to begin with, fails at once.
    expect(bySeconds.fails).toMatchObject({ failed: true, properties: [{ runs: 0, seed: 11 }] });
  });
});
