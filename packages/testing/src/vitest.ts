import { expect, onTestFailed, onTestFinished } from 'vitest';
import { sessionMatchers, type HistoryOptions, type SessionMatchers } from './matchers/session-matchers.js';
import { shellWord } from './seed.js';
import { createTestPlatform, type TestPlatform, type TestPlatformOptions } from './test-platform.js';

declare module 'vitest' {
  interface Matchers<T> extends SessionMatchers {}
}

expect.extend(sessionMatchers);

/**
 * A platform for the test that runs: it is closed when the test is over, and when the test fails its seed and the line
 * that runs it again are printed.
 *
 * @example
 * test('my dashboard survives a bad network', async () => {
 *   const platform = usePlatform({ faults: { rate: 0.2 }, seed: 7 });
 * });
 */
export function usePlatform(options: TestPlatformOptions = {}): TestPlatform {
  const platform = createTestPlatform(options);
  const { testPath = '', currentTestName = '' } = expect.getState();
  onTestFailed(() => {
    const title = (currentTestName.split(' > ').at(-1) ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const command = ['npx', 'vitest', 'run', testPath, '-t', title].map(shellWord).join(' ');
    // What a failing test has to say goes where the runner prints.
    globalThis.console.log(`Seed ${platform.seed}. Again: ${platform.reproduce(command)}`);
  });
  onTestFinished(() => platform.close());
  return platform;
}

export { sessionMatchers };
export type { HistoryOptions, SessionMatchers };
