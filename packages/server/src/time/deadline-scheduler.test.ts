import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/helpers/test-clock.js';
import { createDeadlineScheduler } from './deadline-scheduler.js';

describe('the deadline scheduler', () => {
  it('calls once for each deadline that passes, in their order, however they were set and replaced', async () => {
    const operation = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      inMs: fc.option(fc.integer({ min: -5, max: 60 })),
      wait: fc.nat(30),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
        const clock = createTestClock(1000);
        const fired: string[] = [];
        const expected: string[] = [];
        const model = new Map<string, { readonly dueAt: number; readonly order: number }>();
        const scheduler = createDeadlineScheduler(clock, (key) => fired.push(`${key}@${clock.now()}`));
        const pass = async (ms: number) => {
          const until = clock.now() + ms;
          const due = [...model]
            .filter(([, { dueAt }]) => dueAt <= until)
            .toSorted(([, a], [, b]) => a.dueAt - b.dueAt);
          for (const [key, { dueAt }] of due) {
            expected.push(`${key}@${Math.max(dueAt, clock.now())}`);
            model.delete(key);
          }
          await clock.advance(ms);
        };
        for (const [order, { key, inMs, wait }] of operations.entries()) {
          const dueAt = inMs === null ? null : clock.now() + inMs;
          scheduler.set(key, dueAt);
          if (dueAt === null) model.delete(key);
          else model.set(key, { dueAt, order });
          expect(scheduler.size).toBe(model.size);
          expect(clock.pendingTimers).toBe(model.size === 0 ? 0 : 1);
          await pass(wait);
        }
        await pass(1000);
        // Deadlines of the same moment may come in any order.
        const byMoment = (lines: readonly string[]) =>
          lines.map((line) => line.split('@').toReversed().join('@')).toSorted();
        expect(byMoment(fired)).toEqual(byMoment(expected));
        const moments = fired.map((line) => Number(line.split('@')[1]));
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('never asks a timer for longer than timers can wait', () => {
    const delays: number[] = [];
    const clock = {
      now: () => 0,
      setTimeout: (_: () => void, ms: number) => delays.push(ms),
      clearTimeout: () => undefined,
    };
    createDeadlineScheduler(clock, () => undefined).set('far', 365 * 24 * 3600_000);
    expect(delays).toEqual([2_147_000_000]);
  });

  it('leaves no timer behind when it is closed', () => {
    const clock = createTestClock();
    const scheduler = createDeadlineScheduler(clock, () => undefined);
    scheduler.set('a', clock.now() + 10);
    scheduler.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
