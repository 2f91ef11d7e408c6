import { createHmac } from 'node:crypto';
import { createClient } from '@agent-session/client';
import { replay } from '@agent-session/core';
import { memoryLogSink, watchSession } from '@agent-session/rxjs';
import { createTestPlatform, script } from '@agent-session/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebhookHandler } from '../src/webhook-handler.js';

const secret = 'whsec_current';

function setUp() {
  const platform = createTestPlatform({
    script: script().starts().step('Looking.').waits({ seconds: 60 }).step('Found it.').answers('42'),
  });
  const requests: string[] = [];
  const client = createClient({
    baseUrl: platform.baseUrl,
    apiKey: platform.apiKey,
    fetch: (input, init) => {
      requests.push(new Request(input).url);
      return platform.fetch(input, init);
    },
  });
  const logSink = memoryLogSink();
  const now = () => platform.clock.now();
  const handle = createWebhookHandler({ client, logSink, secret: ['whsec_next', secret], now });
  /** What the platform posts, signed as it signs. */
  const delivery = (sessionId: string, status: string, signedWith = secret, ageSeconds = 0) => {
    const data = { session_id: sessionId, status, previous_status: null };
    const body = JSON.stringify({
      type: 'session.status_updated',
      id: 'evt_1',
      created_at: '2026-01-01T00:00:00Z',
      data,
    });
    const timestamp = String(Math.floor(now() / 1000) - ageSeconds);
    const signature = createHmac('sha256', signedWith).update(`${timestamp}.${body}`).digest('hex');
    const headers = { 'X-H-Webhook-Timestamp': timestamp, 'X-H-Webhook-Signature': `sha256=${signature}` };
    return new Request('https://example.com/hook', { method: 'POST', body, headers });
  };
  // Reads without waiting need no time; checking a signature needs real time, which the virtual clock knows nothing of.
  const post = (...of: Parameters<typeof delivery>) => handle(delivery(...of));
  const launch = async () => (await platform.until(client.create({ agent: platform.agent, messages: 'Go.' }))).id;
  return { platform, client, logSink, requests, post, launch };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});
afterEach(() => world.platform.close());

test('a delivery brings the log up to now', async () => {
  const { platform, logSink, post, launch } = world;
  const id = await launch();
  await platform.advance({ seconds: 5 });
  expect((await post(id, 'running')).status).toBe(204);
  expect(replay(await logSink.load(id))).toMatchObject({ status: 'running', steps: 1 });
  await platform.advance({ seconds: 90 });
  expect((await post(id, 'completed')).status).toBe(204);
  const state = replay(await logSink.load(id));
  expect(state).toMatchObject({ status: 'completed', steps: 2, answer: { value: '42' } });
  expect(state.nextIndex).toBe((await platform.events(id)).length);
});

test('late, doubled and disordered deliveries change nothing', async () => {
  const { platform, logSink, post, launch } = world;
  const id = await launch();
  await platform.advance({ seconds: 90 });
  await Promise.all(['completed', 'running', 'pending', 'completed'].map((status) => post(id, status)));
  const log = await logSink.load(id);
  const events = log.filter(({ kind }) => kind === 'event');
  expect(events.map((entry) => 'index' in entry && entry.index)).toEqual(events.map((_, index) => index));
  expect(replay(log).status).toBe('completed');
  expect(log.some(({ kind }) => kind === 'violation')).toBe(false);
});

test('a live session goes on from the same log, and a delivery from where that left it', async () => {
  const { platform, client, logSink, requests, post, launch } = world;
  const id = await launch();
  await platform.advance({ seconds: 5 });
  await post(id, 'running');
  const known = replay(await logSink.load(id)).nextIndex;
  requests.length = 0;

  const live = watchSession(client, id, { logSink, clock: platform.clock, random: () => 0.5 });
  const indexes: number[] = [];
  live.events$.subscribe(({ index }) => indexes.push(index));
  const settled = await platform.until(live.settled());
  await live.saved();
  expect(settled).toMatchObject({ status: 'completed', answer: { ok: true, value: '42' } });
  expect(indexes).toEqual((await platform.events(id)).map((_, index) => index));
  // Only the last event of the log is read again, as the proof that the log is of this session.
  const firstIndex = Number(new URL(requests.find((url) => url.includes('/changes'))!).searchParams.get('from_index'));
  expect(firstIndex).toBeGreaterThanOrEqual(known - 1);

  const before = await logSink.load(id);
  await post(id, 'completed');
  expect(await logSink.load(id)).toEqual(before);
});

test('what is not signed by the platform, or is old, is refused and reads nothing', async () => {
  const { platform, requests, post, launch } = world;
  const id = await launch();
  await platform.advance({ hours: 1 });
  requests.length = 0;
  const forged = await post(id, 'completed', 'whsec_other');
  expect(forged.status).toBe(400);
  expect(await forged.text()).not.toContain('whsec');
  expect((await post(id, 'completed', secret, 400)).status).toBe(400);
  expect(requests).toEqual([]);
});

test('a session that cannot be read answers 503, and the next delivery is taken', async () => {
  const { platform, logSink, post, launch } = world;
  expect((await post('6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001', 'running')).status).toBe(503);
  const id = await launch();
  await platform.advance({ seconds: 90 });
  expect((await post(id, 'completed')).status).toBe(204);
  expect(replay(await logSink.load(id)).status).toBe('completed');
});
