import type { LogEntry } from '@agent-session/core';
import { describe, expect, test } from 'vitest';
import { stateSpans } from './state-spans.js';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const ms = (second: number): number => Date.UTC(2026, 0, 1) + second * 1000;
const fact = (name: string, second: number, via?: readonly string[]): LogEntry =>
  ({ kind: 'fact', fact: name, at: at(second), ...(via ? { via } : {}) }) as LogEntry;

describe('the path a session took', () => {
  test('each state has its time, and the last one is still open', () => {
    expect(stateSpans([fact('launched', 0), fact('started', 2), fact('paused', 5), fact('resumed', 9)])).toEqual([
      { state: 'launching', fromMs: ms(0), toMs: ms(2) },
      { state: 'working', fromMs: ms(2), toMs: ms(5) },
      { state: 'paused', fromMs: ms(5), toMs: ms(9) },
      { state: 'working', fromMs: ms(9), toMs: null },
    ]);
  });

  test('states that nobody saw are on the path', () => {
    expect(stateSpans([fact('completed', 4, ['launched', 'started'])]).map(({ state }) => state)).toEqual([
      'launching',
      'working',
      'completed',
    ]);
  });

  test('a log whose beginning is gone shows what is left; an empty one shows nothing', () => {
    expect(stateSpans([fact('resumed', 1), fact('launched', 2), fact('started', 3)]).map(({ state }) => state)).toEqual(
      ['launching', 'working'],
    );
    expect(stateSpans([])).toEqual([]);
  });
});
