import { createClient, verifyWebhook, type ClientOptions } from '@agent-session/client';
import { describe, expect, it, vi } from 'vitest';
import { transports } from './transports.js';
import { startLoopback } from './loopback.js';

const id = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
const answering = (response: () => Response) => vi.fn<typeof fetch>(() => Promise.resolve(response()));
const connect = (fetch: typeof globalThis.fetch) =>
  createClient({ baseUrl: 'http://localhost', apiKey: 'hk-test', fetch });

describe('what JavaScript callers get wrong is told by name, and nothing is sent', () => {
  it.each<[string, (client: ReturnType<typeof createClient>) => Promise<unknown>]>([
    ['signal', (client) => client.status(id, { signal: new AbortController() as never })],
    ['signal', (client) => client.status(id, { signal: null as never })],
    ['retry', (client) => client.status(id, { retry: 3 as never })],
    ['max_steps', (client) => client.create({ agent: 'a', messages: 'b', max_steps: 1n as never })],
    ['createdAfter', (client) => client.list({ createdAfter: new Date('never') }).page(1)],
    ['bucket', (client) => client.resource(id, '..', 'quota')],
    ['key', (client) => client.resource(id, 'screenshots', '../../quota')],
    ['key', (client) => client.resourceUrl(id, 'screenshots', 'a/./b')],
  ])('%s', async (argument, call) => {
    const fetch = answering(() => Response.json({}));
    await expect(call(connect(fetch))).rejects.toMatchObject({ code: 'invalid-argument', argument });
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    ['options', 'hk-a-secret-key'],
    ['options', null],
    ['apiKey', { apiKey: 12_345 }],
    ['fetch', { fetch: 'node' }],
    ['retry', { retry: true }],
  ])('%s of a client: %j', (argument, options) => {
    expect(() => createClient(options as ClientOptions)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        argument,
        message: expect.not.stringMatching('secret|12345'),
      }),
    );
  });

  it('a webhook checked without a secret', async () => {
    const check = verifyWebhook({ body: '', headers: {}, secret: undefined as never });
    await expect(check).rejects.toMatchObject({ argument: 'secret' });
  });
});

it('a key with dots in its names is no step up', async () => {
  const fetch = answering(() => new Response('x'));
  await connect(fetch).resource(id, 'files', 'a..b/.hidden/...');
  expect(fetch.mock.calls[0]?.[0]).toMatch(/\/resources\/files\/a\.\.b\/\.hidden\/\.\.\.$/);
});

it.each([Infinity, 2 ** 31])('a time limit of %s ms is not one of 1 ms', async (timeoutMs) => {
  const server = await startLoopback();
  try {
    for (const { fetch } of transports) {
      server.handle = (_, response) => void setTimeout(() => response.end('{"status":"running"}'), 20);
      const client = createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch, timeoutMs });
      await expect(client.status(id)).resolves.toEqual({ status: 'running' });
    }
  } finally {
    await server.close();
  }
});

it('a resource is read once, and says so', async () => {
  const resource = await connect(answering(() => new Response('bytes'))).resource(id, 'files', 'a');
  expect(await (await resource.blob()).text()).toBe('bytes');
  await expect(resource.blob()).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('a message answered 200 with a page may have arrived or not', async () => {
  const fetch = answering(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
  await expect(connect(fetch).message(id, 'hello')).rejects.toMatchObject({
    code: 'delivery-unknown',
    retryable: false,
    cause: { code: 'protocol' },
  });
  expect(fetch).toHaveBeenCalledTimes(1);
});
