import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../src/index.js';
import { createCountedSignal } from './counted-signal.js';
import { sessionId } from './endpoint-cases.js';
import { sendJson, startLoopback, type Loopback } from './loopback.js';
import { createManualClock } from '@agent-session/testing';
import { settle } from './settle.js';
import { transports } from './transports.js';

/** A fetch that never answers and does not honour its signal. */
const deaf = () => new Promise<never>(() => {});

describe.each(transports)('cancelling over $transport', ({ fetch }) => {
  let server: Loopback;
  beforeEach(async () => {
    server = await startLoopback();
  });
  afterEach(() => server.close());
  const connect = () => createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch });

  it.each([
    { description: 'an error', reason: new Error('mine') },
    { description: 'a text', reason: 'mine' },
    { description: 'nothing given', reason: undefined },
  ])('a long-poll ends at once with the reason of the caller: $description', async ({ reason }) => {
    let closed = false;
    const controller = new AbortController();
    server.handle = (_, response) => {
      response.on('close', () => (closed = true));
      setImmediate(() => controller.abort(reason));
    };
    const poll = connect().changes(sessionId, { waitSeconds: 25, signal: controller.signal });
    const seen: unknown = await poll.catch((error: unknown) => error);
    expect(seen).toBe(controller.signal.reason);
    if (reason !== undefined) expect(seen).toBe(reason);
    while (!closed) await new Promise((resolve) => setImmediate(resolve));
  });

  it('nothing is sent when the caller has aborted before', async () => {
    await expect(connect().status(sessionId, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    expect(server.received).toEqual([]);
  });

  it('AbortSignal.timeout of the caller comes back as its own TimeoutError', async () => {
    server.handle = () => {};
    const poll = connect().status(sessionId, { signal: AbortSignal.timeout(20) });
    await expect(poll).rejects.toMatchObject({ name: 'TimeoutError', constructor: DOMException });
  });

  it('leaves no listener and no timer behind, whether a call succeeds, fails or is aborted', async () => {
    const clock = createManualClock();
    const caller = createCountedSignal();
    const { signal } = caller;
    const client = createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch, clock, retry: { maxRetries: 0 } });

    server.handle = (_, response) => sendJson(response, 200, { status: 'running' });
    for (let call = 0; call < 20; call++) await client.status(sessionId, { signal });
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);

    server.handle = (_, response) => sendJson(response, 500, {});
    await expect(client.status(sessionId, { signal })).rejects.toMatchObject({ code: 'server' });
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);

    server.handle = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('bytes');
    const resource = await client.resource(sessionId, 'files', 'a', { signal });
    expect(await (await resource.blob()).text()).toBe('bytes');
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);

    server.handle = () => caller.abort('enough');
    await expect(client.status(sessionId, { signal })).rejects.toBe('enough');
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);
  });
});

describe('time', () => {
  it('is measured by the client itself, though fetch ignores its signal', async () => {
    const clock = createManualClock();
    const client = createClient({ apiKey: 'hk-test', fetch: deaf, clock, retry: false });
    const read = client.status(sessionId);
    const seen = expect(read).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('60000 ms') });
    await settle();
    await clock.advance(60_000);
    await seen;
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    { waitSeconds: 0, limitMs: 10_000 },
    { waitSeconds: 25, limitMs: 35_000 },
  ])('of a long-poll that waits $waitSeconds s is limited to $limitMs ms', async ({ waitSeconds, limitMs }) => {
    const clock = createManualClock();
    const client = createClient({ apiKey: 'hk-test', fetch: deaf, clock, retry: false });
    let ended = false;
    const poll = client.changes(sessionId, { waitSeconds }).catch((error: unknown) => {
      ended = true;
      return error;
    });
    await settle();
    await clock.advance(limitMs - 1);
    await settle();
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(await poll).toMatchObject({ code: 'timeout' });
  });

  it('spent waiting for a retry ends at once when the caller aborts', async () => {
    const clock = createManualClock();
    const caller = createCountedSignal();
    const client = createClient({
      apiKey: 'hk-test',
      clock,
      random: () => 0.5,
      fetch: async () => Response.json({}, { status: 503 }),
    });
    const read = client.status(sessionId, { signal: caller.signal });
    read.catch(() => {});
    await settle();
    await settle();
    expect(clock.pendingTimers).toBe(1);
    caller.abort('enough');
    await expect(read).rejects.toBe('enough');
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);
  });

  it('runs out while a key function hangs, too', async () => {
    const clock = createManualClock();
    const client = createClient({ apiKey: deaf, fetch: deaf, clock, retry: false });
    const read = expect(client.status(sessionId)).rejects.toMatchObject({ code: 'timeout' });
    await settle();
    await clock.advance(60_000);
    await read;
  });

  it('between attempts is a random part of a doubling span', async () => {
    const clock = createManualClock();
    const delays: number[] = [];
    const client = createClient({
      apiKey: 'hk-test',
      clock: { ...clock, setTimeout: (callback, ms) => clock.setTimeout(callback, ms) },
      random: () => 0.5,
      retry: { maxRetries: 3 },
      fetch: async () => Response.json({}, { status: 503 }),
      hooks: { onRetry: ({ delayMs }) => delays.push(delayMs) },
    });
    const read = client.status(sessionId).catch((error: unknown) => error);
    for (let turn = 0; turn < 5; turn++) {
      await settle();
      await settle();
      await clock.advance(5000);
    }
    expect(await read).toMatchObject({ code: 'server' });
    expect(delays).toEqual([500, 1000, 2000]);
  });
});
