import { createTestPlatform, script } from '@agent-session/testing';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';

const platform = createTestPlatform({ script: script().step('Looking.').waits({ seconds: 60 }).answers('done') });

// One handler: everything that goes to the platform is answered by the platform in this process.
const server = setupServer(http.all(`${platform.baseUrl}/*`, ({ request }) => platform.fetch(request)));

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

test('the global fetch talks to the test platform', async () => {
  const body = JSON.stringify({ agent: platform.agent, messages: 'Go.' });
  const { id } = await ask('', { method: 'POST', body });
  await platform.advance({ seconds: 59 });
  expect(await ask(`/${String(id)}/status`)).toMatchObject({ status: 'running' });
  await platform.advance({ seconds: 1 });
  expect(await ask(`/${String(id)}`)).toMatchObject({ latest_answer: 'done' });
});
