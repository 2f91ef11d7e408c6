import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, isClientError, type ClientOptions } from '../src/index.js';
import { sessionId } from './endpoint-cases.js';
import { sendJson, startLoopback, type Loopback } from './loopback.js';
import { transports } from './transports.js';

const apiKey = 'hk-very-secret-0123456789';

/** Everything a log could show of a value, causes and hidden fields included. */
const everything = (value: unknown) => inspect(value, { depth: 20, showHidden: true }) + String(value);

describe.each(transports)('the key over $transport', ({ fetch }) => {
  let server: Loopback;
  beforeEach(async () => {
    server = await startLoopback();
  });
  afterEach(() => server.close());

  it.each([
    { description: 'a reply that quotes it', handle: 'quote' },
    { description: 'a page that quotes it', handle: 'page' },
    { description: 'a broken connection', handle: 'reset' },
    { description: 'silence', handle: 'silence' },
  ])('is not in the error, the hooks or the client after $description', async ({ handle }) => {
    const seen: unknown[] = [];
    server.handle = ({ headers }, response) => {
      const { authorization } = headers;
      expect(authorization).toBe(`Bearer ${apiKey}`);
      if (handle === 'quote') sendJson(response, 403, { detail: `Bad header ${authorization}` });
      else if (handle === 'page') response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${apiKey}</p>`);
      else if (handle === 'reset') response.socket?.destroy();
    };
    const hook = (info: unknown) => void seen.push(info);
    const client = createClient({
      baseUrl: server.url,
      apiKey,
      fetch,
      retry: { maxRetries: 1, initialDelayMs: 0 },
      hooks: { onRequest: hook, onResponse: hook, onRetry: hook },
    });
    const error = await client.status(sessionId, { timeoutMs: 50 }).catch((reason: unknown) => reason);
    expect(isClientError(error)).toBe(true);
    for (const value of [error, seen, client]) {
      expect(everything(value)).not.toContain('very-secret');
      expect(JSON.stringify(value)).not.toContain('very-secret');
    }
    expect(seen.length).toBeGreaterThan(0);
  });

  it('hooks see each attempt, its reply and what was retried, and cannot break a call', async () => {
    const seen: string[] = [];
    server.handle = (_, response) =>
      server.received.length === 1
        ? sendJson(response, 503, {}, { 'x-request-id': 'req-1' })
        : sendJson(response, 200, { status: 'running' });
    const client = createClient({
      baseUrl: server.url,
      apiKey,
      fetch,
      retry: { initialDelayMs: 0 },
      hooks: {
        onRequest: ({ endpoint, attempt, method }) => seen.push(`${method} ${endpoint} ${attempt}`),
        onResponse: ({ status, requestId, durationMs }) => seen.push(`${status} ${requestId} ${durationMs >= 0}`),
        onRetry: ({ error, delayMs }) => {
          seen.push(`${error.code} ${delayMs}`);
          throw new Error('a broken logger');
        },
      },
    });
    expect(await client.status(sessionId)).toEqual({ status: 'running' });
    expect(seen).toEqual(['GET status 1', '503 req-1 true', 'server 0', 'GET status 2', '200 undefined true']);
  });
});

describe('createClient', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const unused: typeof fetch = async () => {
    throw new Error('nothing may be sent');
  };
  const refusal = (options: ClientOptions) => {
    try {
      createClient(options);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it.each([
    { description: 'plain http off the machine', options: { baseUrl: 'http://agp.example' }, argument: 'baseUrl' },
    {
      description: 'a host that begins like loopback',
      options: { baseUrl: 'http://127.0.0.1.evil.example' },
      argument: 'baseUrl',
    },
    { description: 'a user and password', options: { baseUrl: 'https://u:p4ss@agp.example' }, argument: 'baseUrl' },
    { description: 'a query', options: { baseUrl: 'https://agp.example?x=1' }, argument: 'baseUrl' },
    { description: 'the API path', options: { baseUrl: 'https://agp.example/api/v2/' }, argument: 'baseUrl' },
    { description: 'another scheme', options: { baseUrl: 'ftp://agp.example' }, argument: 'baseUrl' },
    { description: 'no URL', options: { baseUrl: 'agp' }, argument: 'baseUrl' },
    { description: 'an unknown region', options: { region: 'mars' }, argument: 'region' },
    {
      description: 'region and base URL',
      options: { region: 'eu', baseUrl: 'https://agp.example' },
      argument: 'region',
    },
    { description: 'an unknown version', options: { apiVersion: 'v9' }, argument: 'apiVersion' },
    { description: 'no time', options: { timeoutMs: 0 }, argument: 'timeoutMs' },
    { description: 'retries that are no number', options: { retry: { maxRetries: -1 } }, argument: 'retry.maxRetries' },
  ])('refuses $description', ({ options, argument }) => {
    const error = refusal(options as ClientOptions);
    expect(error).toMatchObject({ code: 'invalid-argument', argument });
    expect(everything(error)).not.toContain('p4ss');
  });

  it.each([
    { baseUrl: 'http://localhost:4100' },
    { baseUrl: 'http://127.0.0.1:4100' },
    { baseUrl: 'http://[::1]:4100' },
    { baseUrl: 'http://api.localhost:4100' },
    { baseUrl: 'https://agp.example/behind/a/proxy/' },
    { baseUrl: 'http://agp.example', allowInsecureHttp: true },
  ])('takes %j', (options) => {
    expect(createClient(options).baseUrl).toBe(options.baseUrl.replace(/\/$/, ''));
  });

  it('speaks to Europe unless told otherwise', () => {
    for (const name of ['HAI_BASE_URL', 'H_BASE_URL', 'H_REGION']) vi.stubEnv(name, '');
    expect(createClient().baseUrl).toBe('https://agp.eu.hcompany.ai');
    expect(createClient({ region: 'us' }).baseUrl).toBe('https://agp.hcompany.ai');
    vi.stubEnv('H_REGION', 'us');
    expect(createClient().baseUrl).toBe('https://agp.hcompany.ai');
    vi.stubEnv('HAI_BASE_URL', 'https://agp.example');
    expect(createClient().baseUrl).toBe('https://agp.example');
    expect(createClient({ region: 'eu' }).baseUrl).toBe('https://agp.eu.hcompany.ai');
  });

  it('takes the key from H_API_KEY, else from HAI_API_KEY', async () => {
    const keys: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      keys.push(new Headers(init?.headers).get('authorization'));
      return Response.json({ limit: 1, active: 0 });
    };
    vi.stubEnv('H_API_KEY', '');
    vi.stubEnv('HAI_API_KEY', 'hk-new');
    await createClient({ fetch }).quota();
    vi.stubEnv('H_API_KEY', 'hk-old');
    await createClient({ fetch }).quota();
    expect(keys).toEqual(['Bearer hk-new', 'Bearer hk-old']);
  });

  it('without a key reads shared sessions, and says before the network what needs one', async () => {
    vi.stubEnv('H_API_KEY', '');
    vi.stubEnv('HAI_API_KEY', '');
    const fetch: typeof globalThis.fetch = async (_, init) => {
      expect(new Headers(init?.headers).has('authorization')).toBe(false);
      return Response.json({ status: 'idle' });
    };
    expect(await createClient({ fetch }).status(sessionId)).toEqual({ status: 'idle' });
    await expect(createClient({ fetch: unused }).quota()).rejects.toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('H_API_KEY'),
    });
  });

  it.each([
    { apiVersion: 'seed', limit: 5_000_000 },
    { apiVersion: 'newest', limit: 10_000_000 },
  ] as const)('refuses a body over the $limit bytes of the generation $apiVersion', async ({ apiVersion, limit }) => {
    const client = createClient({ apiKey, fetch: unused, apiVersion, retry: false });
    const over = client.message(sessionId, 'é'.repeat(limit / 2));
    await expect(over).rejects.toMatchObject({ argument: 'body', message: expect.stringContaining(String(limit)) });
    const under = client.message(sessionId, 'é'.repeat(limit / 2 - 50));
    await expect(under).rejects.toMatchObject({ code: 'delivery-unknown' }); // went as far as fetch
  });

  it.each([
    { apiVersion: 'seed', max: 1000 },
    { apiVersion: 'newest', max: 100 },
  ] as const)('takes pages of up to $max sessions from the generation $apiVersion', async ({ apiVersion, max }) => {
    const fetch: typeof globalThis.fetch = async () => Response.json({ items: [], total: 0, page: 1 });
    const client = createClient({ apiKey, fetch, apiVersion });
    await client.list({ size: max }).page(1);
    await expect(client.list({ size: max + 1 }).page(1)).rejects.toMatchObject({ argument: 'size' });
  });

  it.each(['', ' ', 'x'.repeat(256), 'clé\n'])('refuses the Idempotency-Key %j', async (idempotencyKey) => {
    const created = createClient({ apiKey, fetch: unused }).create({ agent: 'a' }, { idempotencyKey });
    await expect(created).rejects.toMatchObject({ argument: 'idempotencyKey' });
  });

  it('says that a request cannot be written as JSON', async () => {
    const request = { agent: 'a', group: 1n };
    await expect(createClient({ apiKey, fetch: unused }).create(request)).rejects.toMatchObject({ argument: 'body' });
  });

  it('reads as a ChangesSource in one attempt', async () => {
    let attempts = 0;
    const fetch: typeof globalThis.fetch = async () => {
      attempts++;
      return Response.json({}, { status: 503 });
    };
    const client = createClient({ apiKey, fetch });
    await expect(client.readChanges(sessionId, { fromIndex: 0, waitSeconds: 20 })).rejects.toMatchObject({
      status: 503,
    });
    await expect(client.readStatus(sessionId)).rejects.toMatchObject({ status: 503 });
    expect(attempts).toBe(2);
  });

  it('takes a 204 of changes for nothing new', async () => {
    const fetch: typeof globalThis.fetch = async () => new Response(null, { status: 204 });
    expect(await createClient({ apiKey, fetch }).changes(sessionId)).toEqual({ kind: 'empty' });
  });
});
