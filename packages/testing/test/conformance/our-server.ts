import { createTestPlatform, type TestPlatform, type TestPlatformOptions } from '../../src/index.js';
import {
  CONFORMANCE_SCRIPTS,
  runConformance,
  type ConformanceOptions,
  type ConformanceReport,
} from '../../src/conformance.js';
import type { Handler } from './mutants.js';

const OTHER_KEY = 'hk-other';

/** Runs the suite against the real server, on virtual time, through whatever is put in between. */
export async function tryOurServer(
  options: Partial<ConformanceOptions> & {
    readonly break?: (server: Handler) => Handler;
    readonly server?: TestPlatformOptions['server'];
    readonly scripts?: typeof CONFORMANCE_SCRIPTS;
  } = {},
): Promise<ConformanceReport> {
  const { break: breakServer = (server: Handler) => server, server, scripts = CONFORMANCE_SCRIPTS, ...rest } = options;
  const platform: TestPlatform = createTestPlatform({
    script: scripts,
    server: { auth: { keys: ['hk-test', OTHER_KEY] }, ...server },
  });
  const handler = breakServer((request) => platform.fetch(request));
  try {
    return await platform.until(
      runConformance({
        baseUrl: platform.baseUrl,
        apiKey: platform.apiKey,
        otherApiKey: OTHER_KEY,
        clock: platform.clock,
        fetch: (input, init) => handler(new Request(input, init)),
        ...rest,
      }),
    );
  } finally {
    await platform.close();
  }
}
