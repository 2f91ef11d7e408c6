import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore, createServer, type LogRecord, type ServerOptions } from '../src/index.js';
import { listen, type Listening, type ListenOptions } from '../src/node.js';
import { echo, ledAgent } from './helpers/agents.js';
import { createTestClock } from './helpers/test-clock.js';
import { validateResponse } from './helpers/validate-response.js';

const open: Listening[] = [];
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close();
});

async function start(options: Partial<ServerOptions> = {}, listenOptions: ListenOptions = {}) {
  const listening = await listen(
    createServer({ store: createMemoryStore(), agents: [echo], auth: { keys: ['hk-node'] }, ...options }),
    { drainMs: 0, ...listenOptions },
  );
  open.push(listening);
  const call = async (path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}) => {
    const headers = { authorization: 'Bearer hk-node', ...init.headers };
    const response = await fetch(`${listening.url}${path}`, { ...init, headers });
    // Node answers by itself what its own parser refuses.
    if (response.status !== 431) await validateResponse(init.method ?? 'GET', path.split('?', 1)[0]!, response);
    return response;
  };
  const create = async (agent = 'test/echo') => {
    const body = JSON.stringify({ agent, messages: 'hello' });
    const response = await call('/api/v2/sessions', { method: 'POST', body });
    return ((await response.json()) as { id: string }).id;
  };
  return { listening, call, create };
}

describe('listen', () => {
  it('runs a session over real HTTP', async () => {
    const { call, create } = await start();
    const id = await create();
    let answer: unknown;
    for (let from = 0; answer === undefined || answer === null;) {
      const page = await call(`/api/v2/sessions/${id}/changes?from_index=${from}&wait_for_seconds=5`);
      const body = (await page.json()) as { new_events: unknown[]; answer: unknown };
      from += body.new_events.length;
      ({ answer } = body);
    }
    expect(answer).toBe('hello');
  });

  it('asks a page that is served beside the API first, which leaves the rest to the API', async () => {
    const page = ({ url }: Request): Response | null =>
      new URL(url).pathname === '/' ? new Response('a page', { headers: { 'content-security-policy': 'none' } }) : null;
    const { listening, call } = await start({}, { page });
    const response = await fetch(listening.url);
    expect([response.status, response.headers.get('content-security-policy')]).toEqual([200, 'none']);
    expect(await response.text()).toBe('a page');
    expect((await call('/api/v2/sessions')).status).toBe(200);
    expect((await fetch(`${listening.url}/elsewhere`)).status).toBe(404);
  });

  it('tells parked requests to come back when it stops', async () => {
    const led = ledAgent();
    const clock = createTestClock();
    const { listening, call, create } = await start({ agents: [led.agent], clock });
    const id = await create('test/led');
    await clock.settle();
    const before = clock.pendingTimers;
    const parked = call(`/api/v2/sessions/${id}/changes?from_index=99&wait_for_seconds=25`);
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(before + 1));
    await listening.close();
    const response = await parked;
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it.each(['goes away', 'closes its sending half'])('frees a parked request when its client %s', async (how) => {
    const led = ledAgent();
    const gone: string[] = [];
    const clock = createTestClock();
    const { listening, create } = await start({
      agents: [led.agent],
      clock,
      log: (record) => void (String(record['path']).endsWith('/changes') && gone.push(String(record['status']))),
    });
    const id = await create('test/led');
    await clock.settle();
    const before = clock.pendingTimers;
    const socket = connect(listening.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `GET /api/v2/sessions/${id}/changes?from_index=99&wait_for_seconds=25 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer hk-node\r\n\r\n`,
    );
    await vi.waitFor(() => expect(clock.pendingTimers).toBe(before + 1));
    expect(gone).toEqual([]);
    if (how === 'goes away') socket.destroy();
    else socket.end();
    await vi.waitFor(() => expect(gone).toHaveLength(1));
    expect(clock.pendingTimers).toBe(before);
    socket.destroy();
  });

  it('tells a parked request that the store fails when it goes on, and names it in the log', async () => {
    const memory = createMemoryStore();
    const clock = createTestClock();
    const records: LogRecord[] = [];
    let broken = false;
    const { call, create } = await start({
      clock,
      log: (record) => records.push(record),
      limits: { maxCachedSessions: 1 },
      store: {
        ...memory,
        sessions: {
          ...memory.sessions,
          get: async (id) => {
            if (broken) throw new Error('the disk is gone');
            return memory.sessions.get(id);
          },
        },
      },
    });
    const id = await create();
    await clock.settle();
    const parked = call(`/api/v2/sessions/${id}/changes?from_index=99&wait_for_seconds=5`, {
      headers: { 'x-request-id': 'mine' },
    });
    while (clock.pendingTimers < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await create();
    broken = true;
    await clock.advance(5000);
    const response = await parked;
    expect([response.status, response.headers.get('x-request-id')]).toEqual([500, 'mine']);
    expect(await response.text()).not.toContain('disk');
    expect(records).toContainEqual(
      expect.objectContaining({ event: 'request.failed', requestId: 'mine', method: 'GET' }),
    );
    expect(records).toContainEqual(
      expect.objectContaining({ event: 'request.handled', requestId: 'mine', status: 500, durationMs: 5000 }),
    );
  });

  it.each([
    ['as it is', {}],
    ['with CORS', { corsOrigins: '*' as const }],
    ['with a log', { log: () => undefined }],
  ])('sends whole bodies, %s', async (_, options) => {
    const { call, create } = await start(options);
    const id = await create();
    for (const path of [`/${id}`, `/${id}/status`, `/${id}/changes`, `/${id}/events`, '', '/quota', '/unknown']) {
      const response = await call(`/api/v2/sessions${path}`, { headers: { origin: 'https://app.example' } });
      const text = await response.text();
      expect(() => JSON.parse(text) as unknown, path).not.toThrow();
      expect(Number(response.headers.get('content-length')), path).toBe(new TextEncoder().encode(text).length);
      expect(response.headers.get('access-control-allow-origin')).toBe('corsOrigins' in options ? '*' : null);
    }
    const nothing = await call(`/api/v2/sessions/${id}/changes?from_index=999`);
    expect([nothing.status, await nothing.text(), nothing.headers.get('etag')]).toEqual([204, '', '999']);
  });

  it('says which port is taken', async () => {
    const { listening } = await start();
    const second = createServer({ store: createMemoryStore(), agents: [] });
    await expect(listen(second, { port: listening.port })).rejects.toThrow(/in use; choose another/);
    await second.close();
  });

  it('refuses headers that are too large and a body that is too large, and goes on', async () => {
    const { call, create } = await start({ limits: { maxRequestBytes: 1000 } });
    const large = await call('/api/v2/sessions/quota', { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect(large.status).toBe(431);
    const body = JSON.stringify({ agent: 'test/echo', messages: 'x'.repeat(2000) });
    expect((await call('/api/v2/sessions', { method: 'POST', body })).status).toBe(413);
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(500))),
    });
    const endless = call('/api/v2/sessions', { method: 'POST', body: stream, ...{ duplex: 'half' } });
    await expect(
      endless.then(
        (response) => response.status,
        () => 413,
      ),
    ).resolves.toBe(413);
    expect(await create()).toMatch(/^[0-9a-f-]{36}$/);
  });
});
