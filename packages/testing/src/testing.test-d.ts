import type { Script } from '@agent-session/server';
import { expect as jestExpect } from 'expect';
import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import type { LifecyclePath } from './paths.js';
import { lifecyclePaths } from './paths.js';
import { asModelCommands, type LifecycleModel, type SessionDriver } from './arbitraries.js';
import {
  TestingError,
  createTestPlatform,
  isTestingError,
  script,
  scriptFromJson,
  withPlatform,
  type FaultRule,
  type TestPlatform,
} from './index.js';
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
  // @ts-expect-error a rate has no rule's fields
  createTestPlatform({ faults: { rate: 0.2, on: 'changes' } });
  // @ts-expect-error a seed is a number, or another one each time
  createTestPlatform({ seed: 'seven' });
  // @ts-expect-error a script file is checked first
  createTestPlatform({ script: { name: 'x', turns: [[{ kind: 'dance' }]] } });
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

test('a script file is one once it was checked', () => {
  expectTypeOf(scriptFromJson).parameter(0).toBeUnknown();
  expectTypeOf(scriptFromJson('{}')).toEqualTypeOf<Script>();
  // @ts-expect-error what a file says is unknown until then
  createTestPlatform({ script: {} as unknown });
});

test('a platform for one test gives what the test gives', () => {
  expectTypeOf(withPlatform({ seed: 'random', command: 'npx jest x' }, ({ seed }) => seed)).toEqualTypeOf<
    Promise<number>
  >();
  expectTypeOf(withPlatform({}, async ({ agent }) => agent)).toEqualTypeOf<Promise<string>>();
  // @ts-expect-error no such option
  void withPlatform({ seeds: 3 }, () => undefined);
});

test('model commands go into fast-check as they are', () => {
  const { commands, model } = asModelCommands();
  expectTypeOf(fc.commands(commands)).toExtend<
    fc.Arbitrary<Iterable<fc.AsyncCommand<LifecycleModel, SessionDriver>>>
  >();
  expectTypeOf(model()).toEqualTypeOf<LifecycleModel>();
  // @ts-expect-error a driver says where it is
  const driver: SessionDriver = { event: () => undefined };
  expectTypeOf(driver).toEqualTypeOf<SessionDriver>();
});

test('errors have codes', () => {
  const error: unknown = new TestingError('not-settled', 'x');
  if (isTestingError(error)) {
    expectTypeOf(error.code).toEqualTypeOf<
      'not-settled' | 'fault-unmet' | 'model-mismatch' | 'no-platform' | 'key-refused'
    >();
  }
  // @ts-expect-error no such code
  void new TestingError('boredom', 'x');
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
  // @ts-expect-error no such behaviour
  void runConformance({ baseUrl: '', apiKey: '', agents: { sleeps: 'x' } });
  // @ts-expect-error a base URL alone is not enough
  void runConformance({ baseUrl: 'http://localhost:4100' });
});
