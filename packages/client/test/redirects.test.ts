import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, isClientError } from '../src/index.js';
import { sessionId } from './endpoint-cases.js';
import { sendJson, startLoopback, type Loopback } from './loopback.js';
import { createManualClock } from '@agent-session/testing';
import { transports } from './transports.js';

const png = new Uint8Array([137, 80, 78, 71, 0, 255]);

describe.each(transports)('redirects over $transport', ({ fetch }) => {
  let server: Loopback;
  let store: Loopback;
  beforeEach(async () => {
    server = await startLoopback();
    store = await startLoopback((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(png));
    server.handle = (_, response) =>
      response.writeHead(302, { location: `${store.url}/shot.png?signature=s3cret` }).end();
  });
  afterEach(async () => {
    await server.close();
    await store.close();
  });
  const clock = createManualClock();
  const connect = () => createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch, clock, retry: false });

  it('a resource is read from where it is stored, without the key', async () => {
    const resource = await connect().resource(sessionId, 'screenshots', 'shot.png');
    expect(resource.contentType).toBe('image/png');
    const blob = await resource.blob();
    expect(blob.type).toBe('image/png');
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(png);
    expect(server.received[0]?.headers.authorization).toBe('Bearer hk-test');
    expect(store.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('a resource streams', async () => {
    const chunks: number[] = [];
    const { sizeBytes, stream } = await connect().resource(sessionId, 'screenshots', 'shot.png');
    expect(sizeBytes).toBeNull(); // chunked
    const reader = stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(...part.value);
    expect(chunks).toEqual([...png]);
  });

  it('the address alone can be had', async () => {
    const url = await connect().resourceUrl(sessionId, 'screenshots', 'shot.png');
    expect(url).toBe(`${store.url}/shot.png?signature=s3cret`);
    expect(store.received).toEqual([]);
  });

  it('a resource that breaks off fails its stream with a NetworkError', async () => {
    store.handle = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write(png);
      setImmediate(() => response.socket?.destroy());
    };
    const resource = await connect().resource(sessionId, 'screenshots', 'shot.png');
    await expect(resource.blob()).rejects.toMatchObject({ code: 'network' });
  });

  it('a resource that falls silent fails its stream with a TimeoutError', async () => {
    store.handle = (_, response) => void response.writeHead(200, { 'content-length': '100' }).write(png);
    const resource = await connect().resource(sessionId, 'screenshots', 'shot.png', {
      timeoutMs: 400,
    });
    const read = expect(resource.blob()).rejects.toMatchObject({ code: 'timeout' });
    await clock.advance(400);
    await read;
  });

  it('a caller who aborts ends the stream with that reason', async () => {
    store.handle = (_, response) => void response.writeHead(200, { 'content-length': '100' }).write(png);
    const controller = new AbortController();
    const { signal } = controller;
    const resource = await connect().resource(sessionId, 'screenshots', 'shot.png', { signal });
    const blob = resource.blob();
    setImmediate(() => controller.abort('seen enough'));
    await expect(blob).rejects.toBe('seen enough');
  });

  it('cancelling the stream ends the transfer', async () => {
    const closed = new Promise((resolve) => {
      store.handle = (_, response) => {
        response.on('close', resolve);
        response.writeHead(200).write(png);
      };
    });
    const resource = await connect().resource(sessionId, 'screenshots', 'shot.png');
    const reader = resource.stream().getReader();
    await reader.read();
    await reader.cancel();
    await closed;
  });

  it('a read that is sent elsewhere goes without the key, also back home', async () => {
    store.handle = (_, response) => response.writeHead(302, { location: `${server.url}/landed` }).end();
    server.handle = ({ path }, response) =>
      path === '/landed'
        ? sendJson(response, 200, { status: 'running' })
        : response.writeHead(307, { location: store.url }).end();
    await connect().status(sessionId);
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer hk-test', undefined]);
    expect(store.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('a redirect on the same origin keeps the key', async () => {
    server.handle = ({ path }, response) =>
      path === '/moved'
        ? sendJson(response, 200, { status: 'running' })
        : response.writeHead(308, { location: '/moved' }).end();
    await connect().status(sessionId);
    expect(server.received[1]?.headers.authorization).toBe('Bearer hk-test');
  });

  it('a write is followed on its own origin by 307, with its body', async () => {
    server.handle = ({ path }, response) =>
      path === '/moved' ? response.writeHead(202).end() : response.writeHead(307, { location: '/moved' }).end();
    await connect().message(sessionId, 'go on');
    expect(server.received[1]).toMatchObject({ method: 'POST', text: '{"type":"user_message","message":"go on"}' });
  });

  it.each([301, 302, 303])('a write is not followed by %i, which would make it a read', async (code) => {
    server.handle = (_, response) => response.writeHead(code, { location: '/moved' }).end();
    await expect(connect().message(sessionId, 'go on')).rejects.toMatchObject({ code: 'protocol', status: code });
    expect(server.received).toHaveLength(1);
  });

  it('a write is not followed to another origin', async () => {
    server.handle = (_, response) => response.writeHead(307, { location: store.url }).end();
    await expect(connect().message(sessionId, 'go on')).rejects.toMatchObject({ code: 'protocol' });
    expect(store.received).toEqual([]);
  });

  it.each([
    { description: 'plain http off the machine', location: 'http://example.com/', says: /plain http/ },
    { description: 'another scheme', location: 'file:///etc/passwd', says: /leaves http/ },
    { description: 'nonsense', location: 'http://[', says: /not a URL|cannot|could not|Invalid|invalid/ },
  ])('is not followed to $description', async ({ location, says }) => {
    server.handle = (_, response) => response.writeHead(302, { location }).end();
    await expect(connect().status(sessionId)).rejects.toMatchObject({ message: expect.stringMatching(says) });
  });

  it('is not followed in circles', async () => {
    server.handle = (_, response) => response.writeHead(302, { location: '/again' }).end();
    await expect(connect().status(sessionId)).rejects.toMatchObject({ code: 'protocol' });
    expect(server.received).toHaveLength(6);
  });

  it('no error shows the signature of a presigned address that cannot be reached, not even its cause', async () => {
    await store.close();
    const error = await connect()
      .resource(sessionId, 'screenshots', 'shot.png')
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'network', cause: { message: expect.any(String) } });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('s3cret');
  });

  it('no error shows the signature of a presigned address', async () => {
    store.handle = (_, response) => response.writeHead(403, { 'content-type': 'text/xml' }).end('<Error/>');
    const error = await connect()
      .resource(sessionId, 'screenshots', 'shot.png')
      .catch((reason: unknown) => reason);
    expect(isClientError(error, 'permission')).toBe(true);
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });
});

describe('in a browser, which hides redirects', () => {
  const opaque = () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });

  it('a resource is read by letting the browser follow', async () => {
    const modes: (string | undefined)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      modes.push(init?.redirect);
      return init?.redirect === 'manual' ? opaque() : new Response(png);
    };
    const client = createClient({ apiKey: 'hk-test', fetch });
    const resource = await client.resource(sessionId, 'screenshots', 'shot.png');
    expect((await resource.blob()).size).toBe(png.length);
    expect(modes).toEqual(['manual', 'follow']);
  });

  it('the address alone cannot be had, and the error says what to use', async () => {
    const client = createClient({ apiKey: 'hk-test', fetch: async () => opaque() });
    await expect(client.resourceUrl(sessionId, 'screenshots', 'shot.png')).rejects.toMatchObject({
      code: 'unsupported-runtime',
      message: expect.stringContaining('resource()'),
    });
  });

  it('a write is not followed', async () => {
    const client = createClient({ apiKey: 'hk-test', fetch: async () => opaque() });
    await expect(client.pause(sessionId)).rejects.toMatchObject({ code: 'protocol' });
  });
});
