import { createClient } from '@agent-session/client';
import { script } from '@agent-session/testing';
import { usePlatform } from '@agent-session/testing/vitest';
import { expect, test } from 'vitest';

const schema = {
  type: 'object',
  properties: { title: { type: 'string' }, points: { type: 'integer' } },
  required: ['title', 'points'],
} as const;

test('what a run was, in one line each', async () => {
  const platform = usePlatform({
    script: script().step('Looking.').observes('A page.').answers({ title: 'Hello', points: 3 }),
  });
  const client = createClient({ baseUrl: platform.baseUrl, apiKey: platform.apiKey, fetch: platform.fetch });
  const { id } = await client.create({ agent: platform.agent, messages: 'Go.' });
  await platform.settle();

  const events = await platform.events(id);
  expect(events).toBeLegalHistory();
  expect(events).toHaveReached('running');
  expect(events).toHaveStatusSequence(['pending', 'running', 'completed']);
  expect(events).toHaveEmitted('observation_event', { text: expect.stringContaining('page') as string });
  expect((await client.get(id)).latest_answer).toConformTo(schema);
});
