import type { Script } from '@agent-session/server';
import { expect as jestExpect } from 'expect';
import { expect, expectTypeOf, test } from 'vitest';
import type { LifecyclePath } from './paths.js';
import { lifecyclePaths } from './paths.js';
import { createTestPlatform, script, type FaultRule, type TestPlatform } from './index.js';
import { runConformance, type ConformanceReport } from './conformance.js';
import './expect.js';
import './vitest.js';

test('a platform takes what it says, and plugs in where fetch does', () => {
  const platform = createTestPlatform({ script: script(), faults: [{ kind: 'reset', on: 'message', at: 2 }], seed: 1 });
  expectTypeOf(platform).toEqualTypeOf<TestPlatform>();
  expectTypeOf(platform.fetch).toEqualTypeOf<typeof globalThis.fetch>();
  expectTypeOf(platform.until(Promise.resolve(7))).toEqualTypeOf<Promise<number>>();
  expectTypeOf(platform.faults.counts['half-open']).toEqualTypeOf<number>();
  // @ts-expect-error there is no such fault
  createTestPlatform({ faults: [{ kind: 'gremlins' }] });
  // @ts-expect-error there is no such endpoint
  expectTypeOf<FaultRule>().toExtend<{ on: 'nowhere' }>();
  // @ts-expect-error time has no such unit
  void platform.advance({ weeks: 1 });
});

test('a script is one in code and as data', () => {
  const built = script('team/agent').starts().step('x').pausesAt(3, { forSeconds: 1 }).answers({ n: 1 });
  expectTypeOf(built.toJSON()).toEqualTypeOf<Script>();
  createTestPlatform({ script: [built, built.toJSON()] });
  // @ts-expect-error no such error code
  script().fails('x', 'boredom');
});

test('matchers are typed in vitest and in expect', () => {
  expect([]).toHaveReached('paused');
  expect([]).toHaveReached('awaitingTools');
  expect([]).toHaveStatusSequence(['pending', 'running']);
  jestExpect([]).toBeLegalHistory();
  expectTypeOf(jestExpect([]).resolves.toBeLegalHistory()).toEqualTypeOf<Promise<void>>();
  // @ts-expect-error no such status
  expect([]).toHaveReached('done');
  // @ts-expect-error no such status
  jestExpect([]).toHaveStatusSequence(['done']);
});

test('paths and reports are data', () => {
  expectTypeOf(lifecyclePaths()).toEqualTypeOf<readonly LifecyclePath[]>();
  expectTypeOf(runConformance).returns.toEqualTypeOf<Promise<ConformanceReport>>();
  // @ts-expect-error a base URL alone is not enough
  void runConformance({ baseUrl: 'http://localhost:4100' });
});
