import { createClient } from '@agent-session/client';
import { launchSession } from '@agent-session/rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorkerd } from './start-workerd.js';

const apiKey = 'hk-worker';
let worker: Awaited<ReturnType<typeof startWorkerd>>;
beforeAll(async () => {
  worker = await startWorkerd(apiKey);
});
afterAll(() => worker.stop());

it('runs a session across the requests that launch, follow and steer it', async () => {
  const live = await launchSession(createClient({ baseUrl: worker.url, apiKey }), {
    agent: 'edge/counter',
    messages: 'Count.',
  });
  await live.until(({ steps }) => steps >= 3);
  await live.pause();
  await live.until(({ status }) => status === 'paused');
  await live.resume();
  await live.forceAnswer();
  const { status, answer } = await live.settled();
  expect(status).toBe('completed');
  expect(answer?.raw).toMatch(/^counted to \d+$/);
});

it('wakes a long-poll from another request, and ends it with 204 when its time is over', async () => {
  const client = createClient({ baseUrl: worker.url, apiKey, retry: false });
  const { id } = await client.create({ agent: 'edge/counter', messages: 'Count.' });
  await client.pause(id);
  while ((await client.status(id)).status !== 'paused') await new Promise((resolve) => setTimeout(resolve, 20));
  const { total } = await client.events(id).page(1);
  expect((await client.changes(id, { fromIndex: total, waitSeconds: 1 })).kind).toBe('empty');
  const parked = client.changes(id, { fromIndex: total, waitSeconds: 20 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await client.cancel(id);
  expect(await parked).toMatchObject({ kind: 'page', page: { status: 'interrupted' } });
});

it('knows its key', async () => {
  const stranger = createClient({ baseUrl: worker.url, apiKey: 'hk-nobody', retry: false });
  await expect(stranger.quota()).rejects.toMatchObject({ code: 'authentication' });
});
