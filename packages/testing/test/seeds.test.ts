import { afterEach, describe, expect, test, vi } from 'vitest';
import { SEED_VARIABLE, createTestPlatform, forEachSeed, withPlatform } from '../src/index.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const command = 'npx vitest run my.test.ts';

describe('a failing seed', () => {
  test('is named, with the line that runs it again', async () => {
    const tried: number[] = [];
    const run = forEachSeed({ seeds: 9, first: 5, command }, (seed) => {
      tried.push(seed);
      if (seed === 7) throw new Error('broken');
    });
    await expect(run).rejects.toThrow(`Seed 7 failed. Again: AGENT_SESSION_SEED=7 ${command}\nbroken`);
    expect(tried).toEqual([5, 6, 7]);
  });

  test('is named in the stack as well, which some runners print alone', async () => {
    const error = await forEachSeed({ command }, () => {
      throw new RangeError('broken');
    }).catch((thrown: unknown) => thrown);
    expect((error as Error).stack).toMatch(/^RangeError: Seed 0 failed\. Again: .*\nbroken\n\s+at /);
  });

  test.each([
    ['text', 'broken'],
    ['an error whose message is read-only', new DOMException('broken', 'AbortError')],
    ['a frozen error', Object.freeze(new Error('broken'))],
  ])('is named when %s is thrown', async (_, thrown) => {
    const run = forEachSeed({ command }, vi.fn<() => Promise<void>>().mockRejectedValue(thrown));
    await expect(run).rejects.toThrow(/^Seed 0 failed\. Again: [^]*broken/);
    await expect(run).rejects.toMatchObject({ cause: thrown });
  });

  test('is the only one that runs when the environment names it', async () => {
    vi.stubEnv(SEED_VARIABLE, '7');
    const tried: number[] = [];
    await forEachSeed({ seeds: 100 }, (seed) => void tried.push(seed));
    expect(tried).toEqual([7]);
    vi.stubEnv(SEED_VARIABLE, 'seven');
    await expect(forEachSeed({}, () => undefined)).rejects.toThrow('must be a whole number, not "seven"');
  });

  test('is run again by the line of the runner that runs this', async () => {
    const again = async (): Promise<string | undefined> => {
      const failing = forEachSeed({}, () => {
        throw new Error('x');
      });
      return failing.then(
        () => undefined,
        (error: unknown) => (error as Error).message.split('\n')[0],
      );
    };
    expect(await again()).toBe('Seed 0 failed. Again: AGENT_SESSION_SEED=0 npx vitest run');
    vi.stubEnv('VITEST', undefined);
    vi.stubEnv('JEST_WORKER_ID', '1');
    expect(await again()).toMatch(/npx jest$/);
    vi.stubEnv('JEST_WORKER_ID', undefined);
    vi.stubEnv('NODE_TEST_CONTEXT', 'child-v8');
    const argv = vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', "/a b/it's.test.mjs"]);
    expect(await again()).toMatch(/node --test .*'\/a b\/it'\\''s\.test\.mjs'$/);
    argv.mockRestore();
  });
});

test('seeds that are none, and options there are not, are refused', async () => {
  const run = () => undefined;
  for (const seeds of [0, -1, Number.NaN, '3']) {
    await expect(forEachSeed({ seeds: seeds as never }, run)).rejects.toThrow('a whole number of at least 1');
  }
  await expect(forEachSeed({ first: 0.5 }, run)).rejects.toThrow('"first" of forEachSeed() must be a whole number');
  await expect(forEachSeed({ seed: 3 } as never, run)).rejects.toThrow('forEachSeed() has no "seed"; it has seeds');
  await expect(forEachSeed(run as never, run)).rejects.toThrow('forEachSeed({ seeds: 50 }');
  await expect(withPlatform(run as never, run)).rejects.toThrow('withPlatform({}, async (platform) =>');
  await expect(withPlatform({ seeds: 3 } as never, run)).rejects.toThrow('has no "seeds"');
});

describe('a platform for one test', () => {
  test('is closed in the end, and gives what the test gives', async () => {
    const platform = await withPlatform({ seed: 3 }, (each) => each);
    expect(platform.seed).toBe(3);
    expect(platform.clock.pendingTimers).toBe(0);
  });

  test('tells its seed when the test fails, once', async () => {
    const failing = () =>
      withPlatform({ seed: 5, command }, () => {
        throw new Error('broken');
      });
    await expect(failing()).rejects.toThrow(`Seed 5 failed. Again: AGENT_SESSION_SEED=5 ${command}\nbroken`);
    const nested = await forEachSeed({ command }, failing).catch((error: unknown) => (error as Error).message);
    expect(String(nested).match(/Seed \d failed/g)).toEqual(['Seed 5 failed']);
  });

  test('has another seed in each run if asked to, unless the environment names one', () => {
    const seeds = [1, 2, 3].map(() => createTestPlatform({ seed: 'random' }).seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    vi.stubEnv(SEED_VARIABLE, '42');
    expect(createTestPlatform({ seed: 'random' }).seed).toBe(42);
    expect(createTestPlatform({ seed: 7 }).seed).toBe(7);
    expect(() => createTestPlatform({ seed: 1.5 })).toThrow('"seed" must be a whole number');
  });
});
