import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { timeMs } from '../src/fold/time-ms.js';

describe('a time', () => {
  it('in the form of toISOString is what Date makes of it, on every day of four centuries [C19]', () => {
    const wrong: string[] = [];
    for (let day = Date.UTC(1800, 0, 1); day < Date.UTC(2201, 0, 1); day += 86_400_000) {
      const at = new Date(day + ((day / 86_400_000) % 97) * 889_123);
      if (timeMs(at.toISOString()) !== at.getTime()) wrong.push(at.toISOString());
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['2026-01-01T10:00:00', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01 10:00:00', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01T10:00:00.123456', Date.UTC(2026, 0, 1, 10, 0, 0, 123)],
    ['2026-01-01T10:00:00.123456+00:00', Date.UTC(2026, 0, 1, 10, 0, 0, 123)],
    ['2026-01-01T10:00:00+02:00', Date.UTC(2026, 0, 1, 8)],
    ['2026-01-01T10:00:00+0200', Date.UTC(2026, 0, 1, 8)],
    ['2026-01-01T10:00:00z', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01T10:00', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01', Date.UTC(2026, 0, 1)],
    ['+012026-01-01T10:00:00Z', Date.UTC(12026, 0, 1, 10)],
  ])('that says %s is read as UTC unless it has an offset [C21 C19]', (at, ms) => {
    expect(timeMs(at)).toBe(ms);
  });

  it.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('without an offset is the same in %s [C8 C19]', (zone) => {
    const before = process.env['TZ'];
    process.env['TZ'] = zone;
    try {
      expect(new Date(2026, 0, 1).getTimezoneOffset() === 0).toBe(zone === 'UTC');
      expect(timeMs('2026-01-01T10:00:00')).toBe(Date.UTC(2026, 0, 1, 10));
      expect(timeMs('1 Jan 2026 10:00')).toBeNaN();
    } finally {
      process.env['TZ'] = before;
      if (before === undefined) delete process.env['TZ'];
    }
  });

  it.each([
    '',
    'soon',
    '1 Jan 2026 10:00',
    '2026-13-01T00:00:00.000Z',
    '2026-01-01T99:00:00.000Z',
    '2026-01-0xT00:00:00.000Z',
    '2026',
    'x2026-01-01T00:00:00Z',
  ])('is none in %j, on any machine [C21]', (at) => {
    expect(timeMs(at)).toBeNaN();
  });
});
