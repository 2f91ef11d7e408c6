import { readFileSync } from 'node:fs';
import { createClient } from '@agent-session/client';
import { createTestPlatform, scriptFromRecording } from '@agent-session/testing';
import { expect, test } from 'vitest';
import '@agent-session/testing/vitest';

test('a run that went wrong in production goes wrong here, without its personal data', async () => {
  const file = new URL('../fixtures/recorded.jsonl', import.meta.url);
  const { script, request, redacted } = scriptFromRecording(readFileSync(file, 'utf8'));
  expect(redacted).toEqual({ email: 2 });

  const platform = createTestPlatform({ script });
  const client = createClient({ baseUrl: platform.baseUrl, apiKey: platform.apiKey, fetch: platform.fetch });
  const { id } = await client.create(request);
  await platform.advance({ minutes: 1 });
  expect(await client.status(id)).toMatchObject({ status: 'failed', error: 'The mailbox is full.' });
  expect(await platform.events(id)).toHaveEmitted('policy_event', { content: 'Looking up [email 1].' });
  await platform.close();
});
