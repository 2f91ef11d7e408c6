import { replay, type LogEntry } from '@agent-session/core';
import { describe, expect, test } from 'vitest';
import { pacedLog } from './paced-log.js';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const event = (index: number, happened: number, read: number): LogEntry => ({
  kind: 'event',
  index,
  at: at(read),
  event: { type: 'X', data: {}, timestamp: at(happened) },
});
const command = (second: number): LogEntry => ({
  kind: 'command',
  command: { name: 'pause' },
  outcome: 'accepted',
  at: at(second),
});
const report = (second: number): LogEntry => ({
  kind: 'report',
  at: at(second),
  report: { source: 'status', status: 'running' },
});
const secondsOf = (log: readonly LogEntry[]): number[] =>
  pacedLog(log).map((entry) => (Date.parse(entry.at) - Date.UTC(2026, 0, 1)) / 1000);

describe('the pace of a recording', () => {
  test('a session that was read in one moment is played as it happened', () => {
    expect(secondsOf([report(900), event(0, 1, 900), event(1, 4, 900), report(900), event(2, 9, 900)])).toEqual([
      1, 1, 4, 4, 9,
    ]);
  });

  test('a command keeps its time between the events around it, and a status read at the end adds no wait', () => {
    expect(secondsOf([event(0, 1, 1), command(3), event(1, 6, 6), report(500)])).toEqual([1, 3, 6, 6]);
  });

  test('time never goes back, and a time that is none changes nothing', () => {
    const untimed = { ...event(1, 0, 5), event: { type: 'X', data: {}, timestamp: 'never' } } as LogEntry;
    expect(secondsOf([event(0, 7, 7), untimed, event(2, 3, 9)])).toEqual([7, 7, 7]);
    expect(pacedLog([])).toEqual([]);
  });

  test('what the log comes to stays the same', () => {
    const log: LogEntry[] = [
      { kind: 'opened', at: at(900) },
      { kind: 'event', index: 0, at: at(900), event: { type: 'RequestStartEvent', data: {}, timestamp: at(1) } },
      { kind: 'fact', fact: 'launched', at: at(1), eventIndex: 0 },
      report(900),
    ];
    expect(replay(pacedLog(log))).toEqual(replay(log));
  });
});
