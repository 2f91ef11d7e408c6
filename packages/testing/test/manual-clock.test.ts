import { expect, test } from 'vitest';
import { createManualClock } from '../src/index.js';

test('time never goes back when two parts of a test move it at once', async () => {
  const clock = createManualClock({ startAt: 0 });
  const seen: number[] = [];
  for (const delayMs of [10, 20, 30, 40]) clock.setTimeout(() => seen.push(clock.now()), delayMs);
  await Promise.all([clock.advance(50), clock.advance(10), clock.advance(20)]);
  expect(seen).toEqual([10, 20, 30, 40]);
  expect(clock.now()).toBe(50);
});

test('time that would go back, or is no time, is refused', async () => {
  const clock = createManualClock({ startAt: 0 });
  for (const delayMs of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5' as never]) {
    await expect(clock.advance(delayMs)).rejects.toThrow(/Time passes forwards/);
  }
  expect(clock.now()).toBe(0);
});

test.each([Number.NaN, -5, undefined as never])(
  'a timer of %s ms is due at once, as on any runtime',
  async (delayMs) => {
    const clock = createManualClock({ startAt: 0 });
    const seen: string[] = [];
    clock.setTimeout(() => seen.push('odd'), delayMs);
    clock.setTimeout(() => seen.push('later'), 10);
    await clock.advance(10);
    expect(seen).toEqual(['odd', 'later']);
    expect(clock.pendingTimers).toBe(0);
  },
);

test('a timer that throws fails whoever moved the clock, and leaves it going', async () => {
  const clock = createManualClock({ startAt: 0 });
  clock.setTimeout(() => {
    throw new Error('mine');
  }, 5);
  await expect(clock.advance(10)).rejects.toThrow('mine');
  await clock.advance(5);
  expect(clock.now()).toBe(10);
});

test('moving the clock from a timer does not wait for itself', async () => {
  const clock = createManualClock({ startAt: 0 });
  const inner: Promise<void>[] = [];
  clock.setTimeout(() => inner.push(clock.advance(100)), 5);
  await clock.advance(10);
  await Promise.all(inner);
  expect(clock.now()).toBe(105);
});

test('what one timer causes happens before the next one, whoever moves the clock', async () => {
  const clock = createManualClock({ startAt: 0 });
  const seen: string[] = [];
  clock.setTimeout(() => {
    void Promise.resolve().then(() => clock.setTimeout(() => seen.push(`caused ${clock.now()}`), 5));
  }, 10);
  clock.setTimeout(() => seen.push(`next ${clock.now()}`), 20);
  await Promise.all([clock.advance(30), clock.advance(30), clock.next()]);
  expect(seen).toEqual(['caused 15', 'next 20']);
});
