import { createClient } from '@agent-session/client';
import {
  createTestPlatform,
  script,
  scriptFromJson,
  type TestPlatform,
  type TestPlatformOptions,
} from '@agent-session/testing';
import { expect, test } from 'vitest';
import '@agent-session/testing/vitest';
import tools from '../fixtures/tools.json' with { type: 'json' };
import { badgeOf } from '../src/session-badge.js';

function start(options: TestPlatformOptions) {
  const platform = createTestPlatform(options);
  return { platform, client: clientOf(platform) };
}

const clientOf = ({ baseUrl, apiKey, fetch }: TestPlatform) => createClient({ baseUrl, apiKey, fetch });

test('a run that somebody pauses for an hour', async () => {
  const { platform, client } = start({
    script: script().starts().step('Looking.').pausesAt(3, { forSeconds: 3600 }).answers({ stories: [] }),
  });
  const { id } = await client.create({ agent: platform.agent });
  await platform.advance({ minutes: 1 });
  expect(badgeOf((await client.status(id)).status).label).toBe('paused');
  await platform.advance({ hours: 1 });
  expect(badgeOf((await client.status(id)).status)).toEqual({ label: 'done', isOver: true });
  await platform.close();
});

test('a run that takes a while to start', async () => {
  const { platform, client } = start({ script: script().launches({ seconds: 20 }).starts().answers('done') });
  const { id } = await client.create({ agent: platform.agent });
  await platform.advance({ seconds: 19 });
  expect(badgeOf((await client.status(id)).status).label).toBe('starting');
  await platform.advance({ seconds: 1 });
  expect(badgeOf((await client.status(id)).status).label).toBe('done');
  await platform.close();
});

test('a run that times out', async () => {
  const { platform, client } = start({ script: script().step('Thinking.').timesOut() });
  const { id } = await client.create({ agent: platform.agent, max_time_s: 60 });
  await platform.advance({ minutes: 2 });
  expect(await client.status(id)).toMatchObject({ status: 'timed_out', error_code: 'timeout' });
  await platform.close();
});

test('a script from a file: a tool call, then a follow-up turn that fails', async () => {
  const { platform, client } = start({ script: scriptFromJson(tools) });
  const { id } = await client.create({ agent: 'shop/buyer', idle_timeout_s: 60 });
  await platform.settle();
  expect(badgeOf((await client.status(id)).status).label).toBe('waiting for you');

  const toolRequest = { tool_name: 'price_of', id: 'call-1' };
  await client.toolResults(id, [{ kind: 'tool_result', tool_req: toolRequest, result: 42 }]);
  await platform.settle();
  await client.message(id, 'Another one.');
  await platform.settle();

  expect(await platform.events(id)).toHaveStatusSequence(['pending', 'running', 'idle', 'running', 'failed']);
  await platform.close();
});
