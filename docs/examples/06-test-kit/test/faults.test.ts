import { createClient } from '@agent-session/client';
import { watchSession } from '@agent-session/rxjs';
import { createTestPlatform, forEachSeed, script, withPlatform, type FaultPlan } from '@agent-session/testing';
import { usePlatform } from '@agent-session/testing/vitest';
import { expect, test } from 'vitest';

const slow = script().step('One.').waits({ seconds: 60 }).step('Two.').waits({ seconds: 60 }).answers('done');

test('the second read breaks, and the fourth is a page from a captive portal', async () => {
  const platform = usePlatform({
    script: slow,
    faults: [
      { kind: 'reset', on: 'changes', at: 2 },
      { kind: 'html-200', on: 'changes', at: 4 },
    ],
  });
  const { baseUrl, apiKey, fetch, clientClock: clock } = platform;
  const client = createClient({ baseUrl, apiKey, fetch, clock });
  const { id } = await client.create({ agent: platform.agent });
  const live = watchSession(client, id, { clock, random: () => 0.5 });

  const { status } = await platform.until(live.settled());
  expect(status).toBe('completed');
  expect(platform.faults.counts).toMatchObject({ reset: 1, 'html-200': 1 });
});

/** What the live platform never does to a reader that has the right key. */
const weather: FaultPlan = {
  rate: 0.2,
  kinds: ['refused', 'outage', 'reset', 'delay', 'duplicate-page', 'truncated-json'],
};

test('whatever the network does, the answer arrives: 20 seeds', async () => {
  await forEachSeed({ seeds: 20, command: 'npx vitest run faults.test.ts' }, async (seed) => {
    const platform = createTestPlatform({ seed, script: slow, faults: weather });
    const { baseUrl, apiKey, fetch, clientClock: clock } = platform;
    const client = createClient({ baseUrl, apiKey, fetch, clock, retry: false });
    const { id } = await client.create({ agent: platform.agent });
    const live = watchSession(client, id, { clock, random: () => 0.5 });
    const { answer } = await platform.until(live.settled());
    expect(answer?.raw).toBe('done');
    await platform.close();
  });
});

test('in any runner: another seed each time, told with the line that runs it again when the test fails', async () => {
  const failing = withPlatform({ seed: 'random', faults: { rate: 0.5, kinds: ['refused'] } }, async (platform) => {
    const headers = { authorization: `Bearer ${platform.apiKey}` };
    // Code without retries, which bad weather breaks sooner or later.
    for (;;) await platform.fetch(`${platform.baseUrl}/api/v2/sessions/none/status`, { headers });
  });
  await expect(failing).rejects.toThrow(/^Seed (\d+) failed\. Again: AGENT_SESSION_SEED=\1 npx vitest run/);
});
