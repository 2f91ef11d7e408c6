import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type ServerOptions, type SessionServer, createMemoryStore, createServer } from '@agent-session/server';
import { createGuardedFetch } from '@agent-session/server/node';
import { DEMO_STORIES } from '../src/demo/demo-stories.js';
import { demoSite, webReader } from '../src/index.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function demoOrigin(): Promise<string> {
  const site = createHttpServer((incoming, outgoing) => {
    const response = demoSite(new Request(`http://${incoming.headers.host}${incoming.url}`));
    void response
      .text()
      .then((html) => outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(html));
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => (site.closeAllConnections(), site.close(resolve))));
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}

function start(allowedOrigins: readonly string[]): SessionServer {
  const guarded = createGuardedFetch({ allowedOrigins });
  closers.push(guarded.close);
  return serve({ agentFetch: guarded.fetch });
}

function serve(options: Pick<ServerOptions, 'agentFetch'> = {}): SessionServer {
  const server = createServer({
    store: createMemoryStore(),
    agents: [webReader()],
    auth: { keys: ['hk-test'] },
    ...options,
  });
  closers.push(() => server.close());
  return server;
}

async function call(
  server: SessionServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const response = await server.fetch(
    new Request(`http://localhost/api/v2${path}`, {
      method,
      headers: { authorization: 'Bearer hk-test', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  if (response.status >= 400)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}

/** Follows the session by its changes until it ends. */
async function settle(
  server: SessionServer,
  id: string,
): Promise<{ status: Record<string, unknown>; answer: unknown; kinds: unknown[] }> {
  const events: { data?: { kind?: unknown } }[] = [];
  for (let polls = 0; polls < 40; polls += 1) {
    const page = await call(server, 'GET', `/sessions/${id}/changes?from_index=${events.length}&wait_for_seconds=5`);
    events.push(...((page['new_events'] ?? []) as typeof events));
    const status = await call(server, 'GET', `/sessions/${id}/status`);
    if (['completed', 'failed', 'timed_out', 'interrupted'].includes(String(status['status']))) {
      const last = await call(server, 'GET', `/sessions/${id}/changes?from_index=0&include_events=false`);
      return { status, answer: last['answer'], kinds: events.flatMap(({ data }) => data?.kind ?? []) };
    }
  }
  throw new Error('The session did not end within 40 polls.');
}

const answer_format = {
  type: 'object',
  properties: {
    stories: {
      type: 'array',
      items: {
        type: 'object',
        properties: { title: { type: 'string' }, url: { type: 'string' } },
        required: ['title', 'url'],
      },
    },
  },
  required: ['stories'],
};

it('answers the task of the brief over the sessions API, from a page on a socket', async () => {
  const origin = await demoOrigin();
  const server = start([origin]);
  const session = await call(server, 'POST', '/sessions', {
    agent: 'local/web-reader',
    messages: [{ type: 'user_message', message: `Top 12 stories on ${origin}/` }],
    answer_format,
  });
  const { status, answer, kinds } = await settle(server, String(session['id']));
  expect(status).toMatchObject({ status: 'completed', outcome: 'success' });
  expect(answer).toEqual({
    stories: DEMO_STORIES.slice(0, 12).map(({ title, slug }) => ({ title, url: `${origin}/stories/${slug}` })),
  });
  expect(kinds.filter((kind) => kind === 'policy_event')).toHaveLength(5);
});

it.each([
  ['that is not allowed', () => start([])],
  ['of this machine when nobody said anything about addresses', () => serve()],
])('ends failed with environment_error at an address %s', async (_what, startServer) => {
  const origin = await demoOrigin();
  const server = startServer();
  const session = await call(server, 'POST', '/sessions', {
    agent: 'local/web-reader',
    messages: `Top 3 stories on ${origin}/`,
  });
  const { status } = await settle(server, String(session['id']));
  expect(status).toMatchObject({
    status: 'failed',
    error_code: 'environment_error',
    error: expect.stringContaining('--allow-private-addresses'),
  });
});

it('ends failed with answer_validation, naming the field, when the page does not offer it', async () => {
  const origin = await demoOrigin();
  const server = start([origin]);
  const session = await call(server, 'POST', '/sessions', {
    agent: 'local/web-reader',
    messages: `Top 3 stories on ${origin}/`,
    answer_format: {
      type: 'object',
      properties: {
        books: {
          type: 'array',
          items: { type: 'object', properties: { isbn: { type: 'string' } }, required: ['isbn'] },
        },
      },
      required: ['books'],
    },
  });
  const { status } = await settle(server, String(session['id']));
  expect(status).toMatchObject({
    status: 'failed',
    error_code: 'answer_validation',
    error: expect.stringContaining('/books/0/isbn'),
  });
});

it('starts on the page an override names', async () => {
  const origin = await demoOrigin();
  const server = start([origin]);
  const session = await call(server, 'POST', '/sessions', {
    agent: 'local/web-reader',
    messages: 'Top 2 stories',
    overrides: { 'agent.environments[kind=web].start_url': `${origin}/?page=2` },
    answer_format,
  });
  const { answer } = await settle(server, String(session['id']));
  expect(answer).toMatchObject({ stories: DEMO_STORIES.slice(10, 12).map(({ title }) => ({ title })) });
});
