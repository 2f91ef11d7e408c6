import type { EventEntry } from '@agent-session/core';
import { describe, expect, test } from 'vitest';
import { growthReader } from './growth.js';

const atMs = (second: number): number => Date.UTC(2026, 0, 1) + second * 1000;
const event = (index: number, type: string, data: object, second = index): EventEntry => ({
  kind: 'event',
  index,
  at: '',
  event: { type, data, timestamp: Number.isNaN(second) ? 'no time' : new Date(atMs(second)).toISOString() },
});
const step = (index: number): EventEntry => event(index, 'AgentEvent', { kind: 'policy_event' });
const cost = (index: number, usd: unknown): EventEntry =>
  event(index, 'MetricsUpdateEvent', { metrics: { total_cost: usd } });

describe('how a run grew', () => {
  test('steps are counted and costs read, each at its moment', () => {
    expect(growthReader()([step(0), cost(1, 0.5), step(2), cost(3, 0.75)])).toEqual({
      steps: [
        [atMs(0), 1],
        [atMs(2), 2],
      ],
      costs: [
        [atMs(1), 0.5],
        [atMs(3), 0.75],
      ],
      span: [atMs(0), atMs(3)],
    });
  });

  test('a list that grew gives what a new reader gives, and so does one that became shorter', () => {
    const all = [step(0), cost(1, 1), step(2), step(3), cost(4, 2)];
    const read = growthReader();
    for (const length of [1, 3, 5, 2, 4, 0, 5]) {
      expect(read(all.slice(0, length))).toEqual(growthReader()(all.slice(0, length)));
    }
  });

  test('another run is another growth, however much the lists look alike', () => {
    const read = growthReader();
    read([step(0), step(1)]);
    expect(read([step(0), step(1), step(2)]).steps).toHaveLength(3);
  });

  test('costs that are no numbers and events without a time count for nothing', () => {
    const read = growthReader();
    const growth = read([cost(0, 'much'), cost(1, Number.NaN), event(2, 'X', {}, Number.NaN)]);
    expect(growth.costs).toEqual([]);
    expect(growth.span).toEqual([atMs(0), atMs(1)]);
  });

  test('ten thousand points are a few hundred, the last one among them', () => {
    const { steps } = growthReader()(Array.from({ length: 10_000 }, (_, index) => step(index)));
    expect(steps.length).toBeLessThanOrEqual(402);
    expect(steps.at(-1)).toEqual([atMs(9999), 10_000]);
  });
});
