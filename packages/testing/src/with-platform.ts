import { tellingSeed } from './seed.js';
import { createTestPlatform, type TestPlatform, type TestPlatformOptions } from './test-platform.js';

/**
 * Runs a test with a platform, in any runner: closes the platform in the end, and when the test fails its message begins
 * with the seed and the line that runs the same again. In vitest, `usePlatform` is shorter.
 *
 * @param given - Options of `createTestPlatform`, and the command that runs this test alone (default: that of the runner).
 * @returns what the test returns.
 * @throws TypeError when an option, a script or a fault makes no sense.
 * @example
 * test('my dashboard survives a bad network', () =>
 *   withPlatform({ faults: { rate: 0.2 }, seed: 'random' }, async (platform) => { … }));
 */
export async function withPlatform<Result>(
  given: TestPlatformOptions & { readonly command?: string },
  use: (platform: TestPlatform) => Promise<Result> | Result,
): Promise<Result> {
  if (typeof given === 'function' || typeof use !== 'function') {
    throw new TypeError('withPlatform() takes options and a test: withPlatform({}, async (platform) => { … }).');
  }
  const { command, ...options } = given;
  const platform = createTestPlatform(options);
  let result: Result;
  try {
    result = await use(platform);
  } catch (error) {
    // What the test itself has to say comes first.
    await platform.close().catch(() => undefined);
    throw tellingSeed(error, platform.seed, command);
  }
  await platform.close();
  return result;
}
