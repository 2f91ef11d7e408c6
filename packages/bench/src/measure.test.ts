import { describe, expect, it } from 'vitest';
import { measure, ratioOf } from './measure.js';

/** A clock that moves only when a contender says it worked, so that every figure is known beforehand. */
function fakeTime() {
  let now = 0;
  return {
    nowMs: () => now,
    worker: (msPerIteration: number | ((call: number) => number), log: string[] = [], name = '') => {
      let call = 0;
      return (iterations: number) => {
        log.push(name);
        now += iterations * (typeof msPerIteration === 'number' ? msPerIteration : msPerIteration(call));
        call += 1;
      };
    },
  };
}

describe('measure', () => {
  it('gives the time of one iteration in microseconds', async () => {
    const time = fakeTime();
    const { a } = await measure({ a: { iterations: 50, run: time.worker(2) } }, { nowMs: time.nowMs });
    expect(a.median).toBe(2000);
    expect(a.roundsUs).toEqual(Array.from({ length: 9 }, () => 2000));
  });

  it('waits for contenders that are asynchronous', async () => {
    const time = fakeTime();
    const work = time.worker(3);
    const run = async (iterations: number) => {
      await Promise.resolve();
      work(iterations);
    };
    const { a } = await measure({ a: { iterations: 1, run } }, { nowMs: time.nowMs });
    expect(a.median).toBe(3000);
  });

  it('leaves the warm-up rounds out', async () => {
    const time = fakeTime();
    const coldThenWarm = time.worker((call) => (call < 2 ? 100 : 1));
    const { a } = await measure({ a: { iterations: 1, run: coldThenWarm } }, { nowMs: time.nowMs });
    expect(a.high).toBe(1000);
  });

  it('interleaves the contenders and turns their order each round', async () => {
    const time = fakeTime();
    const log: string[] = [];
    const contender = (name: string) => ({ iterations: 1, run: time.worker(1, log, name) });
    await measure({ a: contender('a'), b: contender('b') }, { nowMs: time.nowMs, warmupRounds: 0 });
    expect(log.slice(0, 6)).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
    expect(log).toHaveLength(18);
  });

  it('refuses fewer than 9 rounds', async () => {
    await expect(measure({ a: { iterations: 1, run: () => 0 } }, { rounds: 8 })).rejects.toThrow('at least 9 rounds');
  });

  it('refuses a contender without iterations', async () => {
    await expect(measure({ a: { iterations: 0, run: () => 0 } })).rejects.toThrow('a: iterations must be');
  });
});

describe('ratioOf', () => {
  it('compares round by round, so that a slow moment both had does not count', async () => {
    const time = fakeTime();
    const noise = (call: number) => 1 + (call % 3);
    const measured = await measure(
      {
        twice: { iterations: 1, run: time.worker((call) => 2 * noise(call)) },
        once: { iterations: 1, run: time.worker(noise) },
      },
      { nowMs: time.nowMs },
    );
    expect(ratioOf(measured.twice, measured.once)).toEqual({ median: 2, low: 2, high: 2 });
  });
});
