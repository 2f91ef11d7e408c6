import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createClient } from '@agent-session/client';
import { launchSession } from '@agent-session/rxjs';
import { createMemoryStore } from '@agent-session/server';
import { createAdaptorServer } from '@hono/node-server';
import { afterEach, expect, it } from 'vitest';
import { createApp } from '../src/app.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start() {
  const { app, close } = createApp({ store: createMemoryStore(), secret: 'a secret of the test' });
  const http = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  cleanups.push(() => new Promise((resolve) => http.close(resolve)), close);
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  /** A client that is logged in as somebody. */
  const login = async (user: string) => {
    const response = await fetch(`${origin}/login`, { method: 'POST', body: JSON.stringify({ user }) });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return createClient({
      baseUrl: `${origin}/agents`,
      apiKey: 'unused',
      fetch: (input, init) => {
        const request = new Request(input, init);
        request.headers.set('cookie', cookie);
        return fetch(request);
      },
    });
  };
  return { origin, login };
}

it('runs a session of a user of the application, to its answer and its file', async () => {
  const { login } = await start();
  const client = await login('ann');
  const live = await launchSession(client, { agent: 'team/echo', messages: 'hello' });
  const { status, answer } = await live.settled();
  expect([status, answer?.raw]).toEqual(['completed', 'hello']);
  const file = await client.resource(live.id, 'files', 'heard.txt');
  expect(await (await file.blob()).text()).toBe('hello');
});

it('shows nobody the session of somebody else', async () => {
  const { origin, login } = await start();
  const [ann, bob] = [await login('ann'), await login('bob')];
  const { id } = await ann.create({ agent: 'team/echo', messages: 'hello' });
  await expect(bob.get(id)).rejects.toMatchObject({ code: 'not-found' });
  expect((await fetch(`${origin}/agents/api/v2/sessions/${id}`)).status).toBe(401);
  const forged = { cookie: 'user=ann.forged' };
  expect((await fetch(`${origin}/agents/api/v2/sessions/${id}`, { headers: forged })).status).toBe(401);
});
