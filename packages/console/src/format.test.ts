import { describe, expect, test } from 'vitest';
import { ago, count, dayAndTime, duration, money, stopwatch } from './format.js';

describe('times and amounts as people read them', () => {
  test.each([
    [0, '0.0 s'],
    [9_990, '9.9 s'],
    [42_700, '42 s'],
    [125_000, '2 min 05 s'],
    [3 * 3_600_000 + 7 * 60_000, '3 h 07 min'],
    [52 * 3_600_000, '2 d 4 h'],
    [-1, ''],
    [Number.NaN, ''],
  ])('a length of %d ms is "%s"', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test.each([
    [4_260, '0:04.2'],
    [59_999, '0:59.9'],
    [727_000, '12:07'],
    [3_753_000, '1:02:33'],
    [-4_260, '-0:04.2'],
    [Number.NaN, ''],
  ])('a place %d ms after the start is "%s"', (ms, text) => {
    expect(stopwatch(ms)).toBe(text);
  });

  test('the past is told by how far it is away, and from a week on by its day', () => {
    const now = Date.UTC(2026, 5, 15, 12);
    expect(ago(now - 30_000, now)).toBe('just now');
    expect(ago(now - 5 * 60_000, now)).toBe('5 min ago');
    expect(ago(now - 5 * 3_600_000, now)).toBe('5 h ago');
    expect(ago(now - 3 * 86_400_000, now)).toBe('3 d ago');
    expect(ago(Date.UTC(2026, 0, 2, 12), now)).toBe('2 Jan 2026');
    expect(ago(Number.NaN, now)).toBe('');
    // A server's clock may be a little ahead of ours.
    expect(ago(now + 5_000, now)).toBe('just now');
  });

  test('small sums keep their places, counts their thousands, and no date is none', () => {
    expect(money(0.00123)).toBe('$0.0012');
    expect(money(12.5)).toBe('$12.50');
    expect(money(0)).toBe('$0.00');
    expect(count(1_234_567)).toBe('1,234,567');
    expect(dayAndTime('no date')).toBe('');
    expect(dayAndTime(42)).toBe('');
  });
});
