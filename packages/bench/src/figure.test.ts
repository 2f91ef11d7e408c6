import { describe, expect, it } from 'vitest';
import { figureLine } from './figure.js';

describe('figureLine', () => {
  it.each([
    { ratio: 12.345, bound: { atLeast: 10 }, line: 'bench core/replay: ratio 12.35 bound 10 ok' },
    { ratio: 10, bound: { atLeast: 10 }, line: 'bench core/replay: ratio 10.00 bound 10 ok' },
    { ratio: 9.99, bound: { atLeast: 10 }, line: 'bench core/replay: ratio 9.99 bound 10 short' },
    { ratio: 1.1, bound: { atMost: 1.15 }, line: 'bench core/replay: ratio 1.10 bound 1.15 ok' },
    { ratio: 1.2, bound: { atMost: 1.15 }, line: 'bench core/replay: ratio 1.20 bound 1.15 short' },
    { ratio: Number.NaN, bound: { atLeast: 1 }, line: 'bench core/replay: ratio NaN bound 1 short' },
  ])('says $line', ({ ratio, bound, line }) => {
    expect(figureLine({ name: 'core/replay', ratio, bound })).toBe(line);
  });
});
