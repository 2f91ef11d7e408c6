import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const now = Date.parse('2026-06-10T09:00:00Z');
const asked = (headers: Record<string, string>, random = 0) => retryAfterMs(new Headers(headers), now, random);

describe('retryAfterMs', () => {
  it.each([
    { description: 'seconds', headers: { 'retry-after': '2' }, ms: 2000 },
    { description: 'a fraction of seconds', headers: { 'retry-after': '0.5' }, ms: 500 },
    { description: 'an HTTP date', headers: { 'retry-after': 'Wed, 10 Jun 2026 09:00:07 GMT' }, ms: 7000 },
    { description: 'a date that has passed', headers: { 'retry-after': 'Wed, 10 Jun 2026 08:00:00 GMT' }, ms: 0 },
    { description: 'a reset moment', headers: { 'x-ratelimit-reset': String(now / 1000 + 3) }, ms: 3000 },
    { description: 'a reset span', headers: { 'x-ratelimit-reset': '4' }, ms: 4000 },
    {
      description: 'Retry-After before the reset',
      headers: { 'retry-after': '1', 'x-ratelimit-reset': '4' },
      ms: 1000,
    },
    { description: 'nothing', headers: {}, ms: undefined },
    { description: 'nonsense', headers: { 'retry-after': 'soon' }, ms: undefined },
    { description: 'nonsense, then a reset', headers: { 'retry-after': 'soon', 'x-ratelimit-reset': '4' }, ms: 4000 },
  ])('reads $description', ({ headers, ms }) => {
    expect(asked(headers as Record<string, string>)).toBe(ms);
  });

  it('spreads a reset moment by up to a fifth, so that not everybody comes back at once', () => {
    expect(asked({ 'x-ratelimit-reset': '10' }, 0.5)).toBe(11_000);
    expect(asked({ 'retry-after': '10' }, 0.5)).toBe(10_000);
  });
});
