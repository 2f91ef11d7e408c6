import { FAULT_KIND_NAMES, type FaultKind } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { seeds } from '../../../../scripts/properties/seeds.ts';
import { simulate } from './simulate.js';
import { summary } from './summary.js';

const SEEDS = 1_000;
const AT_LEAST = 20;

test('the same seed gives the same run', async () => {
  for (const seed of seeds(40)) expect(await simulate(seed)).toEqual(await simulate(seed));
});

describe('a thousand runs on the real server over a bad network', () => {
  test('every subscriber sees the log of the server, every run ends, nothing is left behind', async () => {
    const counts = Object.fromEntries(FAULT_KIND_NAMES.map((kind) => [kind, 0])) as Record<FaultKind, number>;
    for (const seed of seeds(SEEDS)) {
      const report = await simulate(seed);
      for (const kind of FAULT_KIND_NAMES) counts[kind] += report.counts[kind];
      expect(report.broken, summary(report)).toEqual([]);
    }
    console.log(`faults in ${SEEDS} runs: ${FAULT_KIND_NAMES.map((kind) => `${kind} ${counts[kind]}`).join(', ')}`);
    expect(FAULT_KIND_NAMES.filter((kind) => counts[kind] < AT_LEAST)).toEqual([]);
  });
});
