import { describe, expect, it } from 'vitest';
import { ENDPOINT_NAMES, ENDPOINTS, endpointPath } from '@agent-session/protocol';
import { createMemoryStore, createServer, hashKey } from '../src/index.js';
import { echo } from './helpers/agents.js';
import { callerOf, createTestServer, KEY, OTHER_KEY } from './helpers/test-server.js';
import { createTestClock } from './helpers/test-clock.js';

const BODIES: Record<string, unknown> = {
  create: { agent: 'test/echo' },
  message: { type: 'user_message', message: 'x' },
  toolResults: { kind: 'tool_result', tool_req: { tool_name: 'x' } },
  feedback: { success: true },
  eventFeedback: { success: true },
  readFile: { path: 'x' },
  writeFile: { path: 'x', content_base64: '' },
  listFiles: {},
};
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

function request(name: (typeof ENDPOINT_NAMES)[number], id: string) {
  const path = endpointPath(name, { id, event_index: 0, bucket: 'files', key: 'a.txt' });
  const body = BODIES[name];
  return { method: ENDPOINTS[name].method, path, options: body === undefined ? {} : { body } };
}

const OF_A_SESSION = ENDPOINT_NAMES.filter((name) => ENDPOINTS[name].path.includes('{id}'));

describe.each(ENDPOINT_NAMES)('%s', (name) => {
  it('is 401 without a key and with a key nobody knows, in the same words for every session', async () => {
    const server = createTestServer();
    const { id } = await server.create({});
    for (const key of [null, 'hk-wrong']) {
      const replies = [];
      for (const session of [id, UNKNOWN]) {
        const { method, path, options } = request(name, session);
        const response = await server.call(method, path, { ...options, key });
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        replies.push(await response.text());
      }
      expect(replies[0]).toBe(replies[1]);
    }
  });
});

describe.each(OF_A_SESSION)('%s', (name) => {
  it('is 404 for another owner exactly as for a session that is not there', async () => {
    const server = createTestServer();
    const { id } = await server.create({});
    const foreign = request(name, id);
    const missing = request(name, UNKNOWN);
    const a = await server.call(foreign.method, foreign.path, { ...foreign.options, key: OTHER_KEY });
    const b = await server.call(missing.method, missing.path, missing.options);
    expect([a.status, b.status]).toEqual([404, 404]);
    expect(await a.text()).toBe(await b.text());
  });

  it('is 422 for an id that is not a UUID', async () => {
    const server = createTestServer();
    const { method, path, options } = request(name, 'not-a-uuid');
    const response = await server.call(method, path, options);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['path', 'id'] }] });
  });

  it('while a session is shared, is open to everybody if it reads, and to its owner alone if not', async () => {
    const server = createTestServer();
    const { id } = await server.create({});
    await server.clock.settle();
    await server.call('POST', endpointPath('share', { id }));
    const { method, path, options } = request(name, id);
    const codes = [];
    for (const key of [null, OTHER_KEY]) codes.push((await server.call(method, path, { ...options, key })).status);
    if (name === 'resource') expect(codes).toEqual([404, 404]);
    else expect(codes).toEqual(ENDPOINTS[name].auth === 'optional' ? [200, 200] : [401, 404]);
    await server.call('DELETE', endpointPath('unshare', { id }));
    const after = request(name, id);
    expect((await server.call(after.method, after.path, { ...after.options, key: null })).status).toBe(401);
  });
});

describe('sharing', () => {
  it('gives the same path each time; the path reads the session and no other', async () => {
    const { create, call } = createTestServer();
    const { id } = await create({});
    const other = await create({});
    const share = async () =>
      ((await (await call('POST', endpointPath('share', { id }))).json()) as { share_url: string }).share_url;
    const url = await share();
    expect(await share()).toBe(url);
    const read = await call('GET', url, { key: null });
    expect(await read.json()).toMatchObject({ id });
    expect((await call('GET', url.replace(id, other.id), { key: null })).status).toBe(404);
    expect((await call('GET', endpointPath('get', { id: other.id }), { key: null })).status).toBe(401);
  });
});

describe('keys', () => {
  it('in the store are accepted by their hash and name their owner', async () => {
    const store = createMemoryStore();
    await store.keys.put({ hash: hashKey('hk-stored'), owner: 'team-a', label: null, createdAt: 0 });
    const clock = createTestClock();
    const auth = { keys: [{ key: 'hk-also-a', owner: 'team-a' }] };
    const { create, call } = callerOf(createServer({ store, agents: [echo], auth, clock }), clock);
    const { id } = await create({}, { key: 'hk-stored' });
    expect((await call('GET', endpointPath('get', { id }), { key: 'hk-also-a' })).status).toBe(200);
    await store.keys.remove(hashKey('hk-stored'));
    expect((await call('GET', endpointPath('get', { id }), { key: 'hk-stored' })).status).toBe(401);
  });

  it('can be judged by the embedder instead', async () => {
    const { call, create } = createTestServer({ auth: { authenticate: (request) => request.headers.get('x-user') } });
    const { id } = await create({}, { key: null, headers: { 'x-user': 'ann' } });
    expect((await call('GET', endpointPath('get', { id }), { key: null, headers: { 'x-user': 'ann' } })).status).toBe(
      200,
    );
    expect((await call('GET', endpointPath('get', { id }), { key: null, headers: { 'x-user': 'bob' } })).status).toBe(
      404,
    );
    expect((await call('GET', endpointPath('get', { id }), { key: null })).status).toBe(401);
  });

  it('never appear in the log, nor in the error of a session', async () => {
    const lines: string[] = [];
    const log = (record: unknown) => void lines.push(JSON.stringify(record));
    const { call, clock } = createTestServer({
      log,
      agents: [
        {
          name: 'test/leaky',
          description: 'Throws its secrets.',
          async *run() {
            yield { kind: 'policy_event' };
            throw new Error(`401 for ${KEY} and hk-somebody-else`);
          },
        },
      ],
    });
    const created = await call('POST', '/api/v2/sessions', { body: { agent: 'test/leaky' } });
    await call('GET', `/api/v2/sessions?search=${KEY}`);
    await clock.settle();
    const { id } = (await created.json()) as { id: string };
    const session = await (await call('GET', endpointPath('status', { id }))).text();
    expect(session).toContain('401 for [redacted] and [redacted]');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('\n')).not.toMatch(/hk-test-one|somebody-else/);
  });
});

describe('CORS', () => {
  it('is off unless origins are named', async () => {
    const preflight = {
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
      key: null,
    };
    const closed = await createTestServer().call('OPTIONS', '/api/v2/sessions', preflight);
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
    const server = createTestServer({ corsOrigins: ['https://app.example'] });
    const open = await server.call('OPTIONS', '/api/v2/sessions', preflight);
    expect(open.headers.get('access-control-allow-origin')).toBe('https://app.example');
    const other = await server.call('GET', '/api/v2/sessions', { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });
});

describe('health', () => {
  it('is told without a key; a server that stops is not ready any more', async () => {
    const { call, server } = createTestServer();
    expect((await call('GET', '/healthz', { key: null })).status).toBe(200);
    expect((await call('GET', '/readyz', { key: null })).status).toBe(200);
    await server.close();
    expect((await call('GET', '/readyz', { key: null })).status).toBe(503);
    expect((await call('GET', '/api/v2/sessions')).status).toBe(503);
  });

  it('unknown paths are 404, known paths with another method 405', async () => {
    const { call } = createTestServer();
    expect((await call('GET', '/api/v1/trajectories')).status).toBe(404);
    expect((await call('PATCH', '/api/v2/sessions')).status).toBe(405);
  });
});
