import { describe, expect, it } from 'vitest';
import { verdict } from './tally-line.mjs';

describe('verdict', () => {
  it.each([
    { description: 'a green run', tally: [12, 0, 1], runner: 0, line: '12 passed, 0 failed, 1 skipped', exitCode: 0 },
    { description: 'failed tests', tally: [12, 2, 0], runner: 1, line: '12 passed, 2 failed, 0 skipped', exitCode: 1 },
    {
      description: 'a crash after some tests',
      tally: [5, 0, 0],
      runner: 134,
      line: '5 passed, 1 failed, 0 skipped',
      exitCode: 134,
    },
    {
      description: 'a crash before any test',
      tally: [0, 0, 0],
      runner: 7,
      line: '0 passed, 1 failed, 0 skipped',
      exitCode: 7,
    },
    { description: 'no tests at all', tally: [0, 0, 0], runner: 0, line: '0 passed, 1 failed, 0 skipped', exitCode: 1 },
    {
      description: 'failures the runner did not mind',
      tally: [1, 1, 0],
      runner: 0,
      line: '1 passed, 1 failed, 0 skipped',
      exitCode: 1,
    },
  ])('$description ends with "$line"', ({ tally: [passed = 0, failed = 0, skipped = 0], runner, line, exitCode }) => {
    expect(verdict({ passed, failed, skipped }, runner)).toEqual({ line, exitCode });
  });
});
