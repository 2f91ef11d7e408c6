import { createTestPlatform, script } from '@agent-session/testing';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const platform = createTestPlatform({
  script: script().step('Looking.').waits({ seconds: 60 }).answers('done'),
  faults: [{ kind: 'reset', on: 'list', at: 1 }],
});

// One handler: everything that goes to the platform is answered by the platform in this process.
const server = setupServer(
  http.all(`${platform.baseUrl}/*`, ({ request }) => platform.fetch(request).catch(() => HttpResponse.error())),
);

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(async () => {
  server.close();
  await platform.close();
});

/** The code under test knows nothing of mocks: it uses the global fetch. */
async function ask(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' };
  const response = await fetch(`${platform.baseUrl}/api/v2/sessions${path}`, { ...init, headers });
  return (await response.json()) as Record<string, unknown>;
}

const create = (): Promise<Record<string, unknown>> =>
  ask('', { method: 'POST', body: JSON.stringify({ agent: platform.agent, messages: 'Go.' }) });

test('the global fetch talks to the test platform', async () => {
  const { id } = await create();
  await platform.advance({ seconds: 59 });
  expect(await ask(`/${String(id)}/status`)).toMatchObject({ status: 'running' });
  await platform.advance({ seconds: 1 });
  expect(await ask(`/${String(id)}`)).toMatchObject({ latest_answer: 'done' });
});

test('a fault of the network is one for the code under test', async () => {
  await expect(ask('')).rejects.toThrow(TypeError);
  expect(platform.faults.counts.reset).toBe(1);
});

test('the code under test may stop waiting, and the platform is told', async () => {
  const { id } = await create();
  const stopping = new AbortController();
  const polling = ask(`/${String(id)}/changes?from_index=4&wait_for_seconds=20`, { signal: stopping.signal });
  await vi.waitFor(() => expect(platform.faults.open).toBe(1));
  stopping.abort();
  await expect(polling).rejects.toMatchObject({ name: 'AbortError' });
  await vi.waitFor(() => expect(platform.faults.open).toBe(0));
});
