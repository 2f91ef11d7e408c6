import { describe, expect, it } from 'vitest';
import type { LiveAnswer } from '@agent-session/rxjs';
import { EXIT_CODES } from './exit-codes.js';
import { exitCodeOf } from './exit-code-of.js';

const place = { raw: 1, turn: 1, eventIndex: 0, outcome: null };
const good: LiveAnswer = { ...place, ok: true, value: 1 };
const bad: LiveAnswer = { ...place, ok: false, issues: [] };

describe('exit codes', () => {
  it.each([
    ['completed', good, 0],
    ['completed', null, 0],
    ['completed', bad, 6],
    ['idle', good, 0],
    ['idle', null, 6],
    ['idle', bad, 6],
    ['failed', null, 3],
    ['failed', good, 3],
    ['timed_out', good, 4],
    ['interrupted', null, 5],
  ] as const)('say how it ended: %s with %o is %i', (status, answer, code) => {
    expect(exitCodeOf({ status, answer })).toBe(code);
  });

  it('are distinct', () => {
    const codes = Object.values(EXIT_CODES);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
