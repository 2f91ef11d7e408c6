import { script } from '@agent-session/testing';
import { usePlatform } from '@agent-session/testing/vitest';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** The code under test takes no clock and no fetch. */
async function waitForAnswer(url: string, apiKey: string): Promise<unknown> {
  for (;;) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
    const session = (await response.json()) as { readonly latest_answer: unknown };
    if (session.latest_answer !== null) return session.latest_answer;
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a polling loop waits for an hour in no time', async () => {
  const platform = usePlatform({ timers: vi, script: script().waits({ hours: 1 }).answers('done') });
  platform.intercept();
  const { baseUrl, apiKey, agent } = platform;
  const created = await fetch(`${baseUrl}/api/v2/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ agent, messages: 'Go.', max_time_s: 7200 }),
  });
  const { id } = (await created.json()) as { readonly id: string };

  expect(await platform.until(waitForAnswer(`${baseUrl}/api/v2/sessions/${id}`, apiKey))).toBe('done');
  expect(new Date().toISOString()).toBe('2026-01-01T01:00:00.000Z');
});
