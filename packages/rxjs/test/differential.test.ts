import { isDeepStrictEqual } from 'node:util';
import { seededRandom } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { seeds } from '../../../scripts/properties/seeds.ts';
import { follow, KINDS, requestRatio, SHAPES } from './side-by-side.js';

const RUNS = 60;

describe('beside the polling rules of the official SDKs, on the same faults', () => {
  test('ours delivers all they deliver, finishes where they throw or spin, and where they finish asks no more', async () => {
    let theyThrew = 0;
    let theyWereWrong = 0;
    let oursAsked = 0;
    let theyAsked = 0;
    const more: string[] = [];
    for (const seed of seeds(RUNS)) {
      const random = seededRandom(seed + 7);
      const shape = { steps: 1 + Math.floor(random() * 12), stepMs: 500 + Math.floor(random() * 30_000), limit: 50 };
      const schedule = Array.from({ length: Math.floor(random() * 4) }, () => ({
        atMs: Math.floor(random() * shape.steps * shape.stepMs),
        kind: KINDS[Math.floor(random() * KINDS.length)] ?? 'refused',
      })).toSorted((one, other) => one.atMs - other.atMs);
      const theirs = await follow('theirs', seed, schedule, shape);
      const ours = await follow('ours', seed, schedule, shape);
      expect([seed, ours.finished]).toEqual([seed, true]);
      expect(ours.events).toEqual(ours.server.events);
      expect(ours.answer).toEqual(ours.server.answer);
      expect(ours.events.length).toBeGreaterThanOrEqual(Math.min(theirs.events.length, theirs.server.events.length));
      if (!theirs.finished) {
        theyThrew += 1;
        continue;
      }
      if (!isDeepStrictEqual(theirs.events, theirs.server.events)) theyWereWrong += 1;
      oursAsked += ours.requests;
      theyAsked += theirs.requests;
      // Who is done before a fault falls due does not meet it.
      if (ours.met <= theirs.met && ours.requests > theirs.requests) {
        more.push(
          `seed ${seed}: ${ours.requests} > ${theirs.requests} (${schedule.map(({ kind }) => kind).join(', ')})`,
        );
      }
    }
    console.log(
      `${RUNS} runs: they threw in ${theyThrew}, were wrong in ${theyWereWrong}; where they finished: ` +
        `${oursAsked} requests against ${theyAsked}`,
    );
    expect(theyThrew).toBeGreaterThan(0);
    expect(more).toEqual([]);
  });

  test('a busy session costs at most 0.55 of their requests, a quiet one no more', async () => {
    expect(await requestRatio(SHAPES.busy)).toBeLessThanOrEqual(0.55);
    expect(await requestRatio(SHAPES.quiet)).toBeLessThanOrEqual(1);
    expect(await requestRatio(SHAPES.silent)).toBeLessThanOrEqual(1);
  });
});
