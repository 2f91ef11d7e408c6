import { createClient } from '@agent-session/client';
import { createTestPlatform, script } from '@agent-session/testing';
import { expect, test } from 'vitest';

test('an interactive session of a week, in milliseconds', async () => {
  const platform = createTestPlatform({
    script: script().starts().step('Reading.').answers('first').nextTurn().waits({ seconds: 600 }).echoes(),
  });
  const client = createClient({ baseUrl: platform.baseUrl, apiKey: platform.apiKey, fetch: platform.fetch });

  const { id } = await client.create({ agent: platform.agent, messages: 'Begin.', idle_timeout_s: 7 * 86_400 });
  await platform.settle();
  expect((await client.get(id)).latest_answer).toBe('first');

  await platform.advance({ days: 6 });
  await client.message(id, 'Still there?');
  await platform.advance({ minutes: 10 });
  expect((await client.get(id)).latest_answer).toBe('Still there?');

  await platform.advance({ days: 7 });
  expect((await client.status(id)).status).toBe('completed');
  await platform.close();
});
