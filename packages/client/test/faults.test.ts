import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, isClientError, type ClientOptions, type RetryInfo } from '../src/index.js';
import { session, sessionId } from './endpoint-cases.js';
import { sendJson, startLoopback, type Handler, type Loopback } from './loopback.js';
import { createManualClock } from '@agent-session/testing';
import { transports } from './transports.js';

const status = { status: 'running', steps: 1 };
/** Retries in no time: what is waited is looked at in `onRetry`. */
const quick = { initialDelayMs: 0 };

/** Waits for what the machine takes its time for. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function endless(response: ServerResponse, code = 200): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  const pump = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    response.once('drain', pump);
  };
  pump();
}

describe.each(transports)('over $transport', ({ fetch }) => {
  let server: Loopback;
  let retries: RetryInfo[];
  beforeEach(async () => {
    server = await startLoopback();
    retries = [];
  });
  afterEach(() => server.close());

  const connect = (options: ClientOptions = {}) =>
    createClient({
      baseUrl: server.url,
      apiKey: 'hk-test',
      fetch,
      retry: quick,
      hooks: { onRetry: (info) => retries.push(info) },
      ...options,
    });

  /** Answers the first request with the fault and the rest as it should. */
  function failOnce(fault: Handler, then: Handler = (_, response) => sendJson(response, 200, status)): void {
    server.handle = (received, response) =>
      server.received.length === 1 ? fault(received, response) : then(received, response);
  }

  describe('a connection that breaks', () => {
    const resetAtOnce: Handler = (_, response) => response.socket?.destroy();
    const resetMidBody: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"status":');
      setImmediate(() => response.socket?.destroy());
    };
    const resetMidChunk: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"status":');
      setImmediate(() => response.socket?.destroy());
    };

    it.each([
      { description: 'before the reply', fault: resetAtOnce },
      { description: 'in the middle of a body of known length', fault: resetMidBody },
      { description: 'in the middle of a chunked body', fault: resetMidChunk },
    ])('$description: a read is made again', async ({ fault }) => {
      failOnce(fault);
      expect(await connect().status(sessionId)).toEqual(status);
      expect(retries).toMatchObject([{ attempt: 1, error: { code: 'network', maybeSent: true, retryable: true } }]);
    });

    it('a create is made again with the same Idempotency-Key', async () => {
      failOnce(resetAtOnce, (_, response) => sendJson(response, 201, session));
      await connect().create({ agent: 'a' });
      const keys = server.received.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^\d+(-\d+){3}$/);
    });

    it('a create uses the key of its caller, and an error names it', async () => {
      server.handle = resetAtOnce;
      const created = connect().create({ agent: 'a' }, { idempotencyKey: ' order-7 ' });
      await expect(created).rejects.toMatchObject({ code: 'network', idempotencyKey: 'order-7' });
      expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(Array(3).fill('order-7'));
    });

    it('a message is never sent again: nobody knows whether it arrived', async () => {
      server.handle = resetAtOnce;
      await expect(connect().message(sessionId, 'go on')).rejects.toMatchObject({
        name: 'DeliveryUnknownError',
        code: 'delivery-unknown',
        retryable: false,
        cause: { code: 'network' },
        message: expect.stringMatching(/may have arrived or not.*look for its effect/),
      });
      expect(server.received).toHaveLength(1);
    });

    it.each(['pause', 'resume', 'forceAnswer'] as const)('%s is never sent again either', async (command) => {
      server.handle = resetAtOnce;
      await expect(connect()[command](sessionId)).rejects.toMatchObject({ code: 'delivery-unknown' });
      expect(server.received).toHaveLength(1);
    });

    it('cancel is sent again: it changes nothing more', async () => {
      failOnce(resetAtOnce, (_, response) => response.writeHead(204).end());
      await connect().cancel(sessionId);
      expect(server.received).toHaveLength(2);
    });
  });

  describe('a connection that is refused', () => {
    it('is tried again even for a message, because nothing can have arrived', async () => {
      const { url } = server;
      await server.close();
      const sent = connect({ baseUrl: url }).message(sessionId, 'go on');
      await expect(sent).rejects.toMatchObject({ code: 'network', maybeSent: false, retryable: true });
      expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2]);
    });

    it('is tried once with retry: false', async () => {
      const { url } = server;
      await server.close();
      const client = connect({ baseUrl: url, retry: false });
      await expect(client.status(sessionId)).rejects.toMatchObject({ code: 'network' });
      expect(retries).toEqual([]);
    });

    it('shows itself in the same words on every transport', async () => {
      const { url } = server;
      await server.close();
      const error = await connect({ baseUrl: url, retry: false })
        .status(sessionId)
        .catch((reason: unknown) => reason);
      expect(isClientError(error, 'network') && error.message).toBe(
        `GET ${url}/api/v2/sessions/${sessionId}/status could not be reached (ECONNREFUSED). Check the connection and the base URL.`,
      );
    });
  });

  describe('silence', () => {
    const silent: Handler = () => {};
    const drip: Handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    };

    it.each([
      { description: 'no reply', fault: silent, isHeard: false },
      { description: 'a body that drips for ever', fault: drip, isHeard: true },
    ])('$description: ends with a TimeoutError, and a read is made again', async ({ fault, isHeard }) => {
      failOnce(fault);
      const clock = createManualClock();
      let replies = 0;
      const hooks = { onRetry: (info: RetryInfo) => retries.push(info), onResponse: () => (replies += 1) };
      const read = connect({ clock, hooks }).status(sessionId, { timeoutMs: 60 });
      await until(() => (isHeard ? replies : server.received.length) === 1);
      await clock.advance(60);
      await until(() => {
        void clock.advance(0);
        return server.received.length === 2;
      });
      expect(await read).toEqual(status);
      expect(retries).toMatchObject([{ error: { code: 'timeout', name: 'TimeoutError' } }]);
    });

    it('after a message leaves its delivery unknown', async () => {
      server.handle = silent;
      const clock = createManualClock();
      const sent = expect(connect({ clock }).message(sessionId, 'go on', { timeoutMs: 40 })).rejects.toMatchObject({
        code: 'delivery-unknown',
        cause: { code: 'timeout' },
      });
      await until(() => server.received.length === 1);
      await clock.advance(40);
      await sent;
    });

    it('of a half-open port, which accepts and never speaks, ends too', async () => {
      const sockets = new Set<{ destroy(): void }>();
      const mute = createTcpServer((socket) => void sockets.add(socket));
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
      const clock = createManualClock();
      const read = connect({ baseUrl, clock, retry: false }).status(sessionId, { timeoutMs: 40 });
      const ended = expect(read).rejects.toMatchObject({ code: 'timeout' });
      await until(() => sockets.size === 1);
      await clock.advance(40);
      await ended;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => mute.close(resolve));
    });

    it('is limited in all by totalTimeoutMs, whatever the retries', async () => {
      server.handle = silent;
      const clock = createManualClock();
      const limits = { timeoutMs: 30, totalTimeoutMs: 100 };
      const read = connect({ clock, retry: { maxRetries: 100, initialDelayMs: 0 } }).status(sessionId, limits);
      const ended = expect(read).rejects.toMatchObject({ code: 'timeout' });
      for (const [attempt, limitMs] of [30, 30, 30, 10].entries()) {
        await until(() => {
          void clock.advance(0);
          return server.received.length === attempt + 1;
        });
        await clock.advance(limitMs);
      }
      await ended;
      expect(server.received).toHaveLength(4);
    });
  });

  describe('a platform that is busy', () => {
    const busy =
      (code: number, headers: Record<string, string>): Handler =>
      (_, response) =>
        sendJson(response, code, { detail: 'Concurrent trajectory limit reached (3/3)' }, headers);

    it.each([429, 503, 500, 502, 504])('%i: a read is made again', async (code) => {
      failOnce(busy(code, {}));
      expect(await connect().status(sessionId)).toEqual(status);
    });

    it.each([429, 503])('%i with Retry-After in seconds is waited for', async (code) => {
      failOnce(busy(code, { 'retry-after': '0.04' }));
      expect(await connect().status(sessionId)).toEqual(status);
      expect(retries).toMatchObject([{ delayMs: 40, error: { retryAfterMs: 40 } }]);
    });

    it.each([429, 503])('%i with Retry-After as a date is waited for', async (code) => {
      const clock = createManualClock();
      failOnce(busy(code, { 'retry-after': new Date(clock.now() + 60_000).toUTCString() }));
      const read = connect({ clock, retry: { initialDelayMs: 0, maxDelayMs: 50_000 } }).status(sessionId);
      // Longer than any wait may be: the error comes at once and says how long.
      await expect(read).rejects.toMatchObject({ retryAfterMs: 60_000 });
    });

    it('says the limit and how many are active', async () => {
      server.handle = busy(429, {});
      await expect(connect({ retry: false }).create({ agent: 'a' })).rejects.toMatchObject({
        name: 'QuotaError',
        active: 3,
        limit: 3,
      });
    });

    it.each([
      { code: 502, expected: 'delivery-unknown' },
      { code: 504, expected: 'delivery-unknown' },
      { code: 500, expected: 'server' },
      { code: 503, expected: 'server' },
    ])('$code to a message is $expected, and the message is not sent again', async ({ code, expected }) => {
      server.handle = busy(code, {});
      await expect(connect().message(sessionId, 'go on')).rejects.toMatchObject({ code: expected, status: code });
      expect(server.received).toHaveLength(1);
    });

    it('a create in flight is asked again after its Retry-After', async () => {
      failOnce(busy(409, { 'retry-after': '0.01' }), (_, response) => sendJson(response, 201, session));
      expect(await connect().create({ agent: 'a' })).toEqual(session);
      expect(retries).toMatchObject([{ delayMs: 10, error: { code: 'conflict' } }]);
    });
  });

  describe('a reply that is not what the contract says', () => {
    const reply =
      (text: string, type: string | null = 'application/json', code = 200): Handler =>
      (_, response) =>
        response.writeHead(code, type === null ? {} : { 'content-type': type }).end(text);

    it.each([
      {
        description: 'HTML',
        handler: reply('<html><body>Log in', 'text/html'),
        says: /is text\/html, not JSON.*<html>/,
      },
      { description: 'truncated JSON', handler: reply('{"status":"run'), says: /is not JSON.*\{\\"status\\":\\"run/ },
      { description: 'an empty body', handler: reply(''), says: /is not JSON\. It is empty/ },
      { description: 'a list', handler: reply('[1]'), says: /is not a JSON object/ },
      { description: 'null', handler: reply('null'), says: /is not a JSON object/ },
      { description: 'another shape', handler: reply('{"state":"running"}'), says: /has no status of type string/ },
      { description: 'a 204', handler: reply('', null, 204), says: /is not JSON/ },
    ])('$description is a ProtocolError that shows how it begins', async ({ handler, says }) => {
      server.handle = handler;
      await expect(connect({ retry: false }).status(sessionId)).rejects.toMatchObject({
        code: 'protocol',
        message: expect.stringMatching(says),
      });
    });

    it('HTML once, then JSON: a read is made again', async () => {
      failOnce(reply('<html>', 'text/html'));
      expect(await connect().status(sessionId)).toEqual(status);
    });

    it('a 200 to a command proves nothing: a proxy may have sent it', async () => {
      server.handle = reply('<html>', 'text/html');
      const cause = { code: 'protocol' };
      await expect(connect().pause(sessionId)).rejects.toMatchObject({ code: 'delivery-unknown', cause });
    });

    it('a body without end is read up to the limit only, and its connection is closed', async () => {
      const closed = new Promise((resolve) => {
        server.handle = (_, response) => {
          response.on('close', resolve);
          endless(response);
        };
      });
      const read = connect({ retry: false, maxResponseBytes: 200_000 }).status(sessionId);
      await expect(read).rejects.toMatchObject({ code: 'protocol', message: expect.stringContaining('200000 bytes') });
      await closed;
    });
    it('an announced length over the limit is not read at all', async () => {
      server.handle = (_, response) => response.writeHead(200, { 'content-length': '999999' }).write('{');
      const read = connect({ retry: false, maxResponseBytes: 1000 }).status(sessionId);
      await expect(read).rejects.toMatchObject({ code: 'protocol', message: expect.stringContaining('1000 bytes') });
    });

    it('an error page without end is cut short, and its connection is closed', async () => {
      const closed = new Promise((resolve) => {
        server.handle = (_, response) => {
          response.on('close', resolve);
          endless(response, 500);
        };
      });
      await expect(connect({ retry: false }).status(sessionId)).rejects.toMatchObject({ code: 'server', status: 500 });
      await closed;
    });

    it('another page than the one asked for is noticed', async () => {
      server.handle = reply('{"items":[],"total":9,"page":1}');
      await expect(connect({ retry: false }).list().page(2)).rejects.toMatchObject({ code: 'protocol' });
    });
  });

  describe('a refusal', () => {
    it.each([400, 409])('%i to a command is a RefusedByStateError', async (code) => {
      server.handle = (_, response) => sendJson(response, code, { detail: 'The session is completed' });
      await expect(connect().message(sessionId, 'go on')).rejects.toMatchObject({
        name: 'RefusedByStateError',
        code: 'refused-by-state',
        message: expect.stringMatching(/The session is completed\. Read the status/),
      });
      expect(server.received).toHaveLength(1);
    });

    it('400 that names fields is about the request, not the state', async () => {
      const detail = [{ type: 'string_type', loc: ['body', 'message'], msg: 'Not a string', input: 7 }];
      server.handle = (_, response) => sendJson(response, 400, { detail });
      await expect(connect().message(sessionId, 'go on')).rejects.toMatchObject({ code: 'invalid-request' });
    });

    it.each([
      { code: 401, expected: 'authentication' },
      { code: 403, expected: 'permission' },
      { code: 400, expected: 'invalid-request' },
      { code: 413, expected: 'invalid-request' },
      { code: 418, expected: 'invalid-request' },
    ])('$code to a create is $expected and is not repeated', async ({ code, expected }) => {
      server.handle = (_, response) => sendJson(response, code, { message: 'no' });
      await expect(connect().create({ agent: 'a' })).rejects.toMatchObject({ code: expected, status: code });
      expect(server.received).toHaveLength(1);
    });

    it('402 says the budget', async () => {
      const entry = {
        type: 'token_budget',
        message: 'Used up',
        limit: 1000,
        used: 1001,
        window_end: '2026-07-01T00:00:00Z',
      };
      server.handle = (_, response) => sendJson(response, 402, { message: 'Used up', detail: [entry] });
      await expect(connect().create({ agent: 'a' })).rejects.toMatchObject({
        name: 'PaymentError',
        limit: 1000,
        used: 1001,
        windowEnd: '2026-07-01T00:00:00Z',
      });
    });
  });

  it('a key function is asked once more on a 401, and the request made again, even a message', async () => {
    const keys = ['hk-expired', 'hk-fresh'];
    server.handle = ({ headers }, response) =>
      headers.authorization === 'Bearer hk-fresh'
        ? response.writeHead(202).end()
        : sendJson(response, 401, { message: 'Unauthorized' });
    const client = connect({ apiKey: async () => keys.shift()!, retry: false });
    await client.message(sessionId, 'go on');
    await client.message(sessionId, 'and on');
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer hk-expired',
      'Bearer hk-fresh',
      'Bearer hk-fresh',
    ]);
  });

  it('a key function whose second key is refused too ends with the AuthenticationError', async () => {
    server.handle = (_, response) => sendJson(response, 401, { message: 'Unauthorized' });
    await expect(connect({ apiKey: () => 'hk-bad' }).quota()).rejects.toMatchObject({ code: 'authentication' });
    expect(server.received).toHaveLength(2);
  });
});
