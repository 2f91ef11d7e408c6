import { createTestPlatform } from '@agent-session/testing';
import { CONFORMANCE_SCRIPTS, conformanceText, runConformance } from '@agent-session/testing/conformance';
import { expect, test } from 'vitest';

test('a server under test conforms, as far as idempotency goes', async () => {
  const platform = createTestPlatform({ script: CONFORMANCE_SCRIPTS });
  const report = await platform.until(
    runConformance({
      baseUrl: platform.baseUrl,
      apiKey: platform.apiKey,
      fetch: platform.fetch,
      clock: platform.clock,
      only: ['idempotency'],
    }),
  );
  expect(report.totals.failed, conformanceText(report)).toBe(0);
  expect(report.totals.passed).toBeGreaterThan(0);
  await platform.close();
});
