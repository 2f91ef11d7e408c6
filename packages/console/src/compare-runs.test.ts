import type { LogEntry } from '@agent-session/core';
import { describe, expect, test } from 'vitest';
import { compareRuns, outcomeOf } from './compare-runs.js';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const event = (index: number, type: string, data: object, second: number): LogEntry => ({
  kind: 'event',
  index,
  at: at(second),
  event: { type, data, timestamp: at(second) },
});
const run = (begin: number, ...texts: readonly string[]): LogEntry[] => [
  event(0, 'RequestStartEvent', {}, begin),
  { kind: 'fact', fact: 'launched', at: at(begin), eventIndex: 0 },
  ...texts.map((content, index) => event(index + 1, 'AgentEvent', { kind: 'policy_event', content }, begin + index)),
];

describe('two runs beside each other', () => {
  test('runs that did the same at other times are the same, however they were watched', () => {
    const watched: LogEntry = { kind: 'report', at: at(9), report: { source: 'status', status: 'pending' } };
    const totals = (cost: number): LogEntry => event(3, 'MetricsUpdateEvent', { metrics: { total_cost: cost } }, 5);
    expect(compareRuns([...run(0, 'a', 'b'), totals(1)], [...run(500, 'a', 'b'), watched, totals(2)])).toBeNull();
  });

  test('the first thing done otherwise is where they part', () => {
    expect(compareRuns(run(0, 'a', 'b', 'c'), run(500, 'a', 'x'))).toMatchObject({
      commonEvents: 2,
      state: 'launching',
      next: [[{ index: 2 }, { index: 3 }], [{ index: 2 }]],
    });
  });

  test('a run that ended where the other went on has nothing next', () => {
    expect(compareRuns(run(0, 'a'), run(0, 'a', 'b'))).toMatchObject({ commonEvents: 2, next: [[], [{ index: 2 }]] });
  });

  test('a log that is no history has no outcome', () => {
    expect(outcomeOf(run(0, 'a'))).toMatchObject({ state: 'launching' });
    expect(outcomeOf([event(5, 'X', {}, 0)])).toBeNull();
  });
});
