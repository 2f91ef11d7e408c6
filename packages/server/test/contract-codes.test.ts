import { afterAll, describe, expect, it } from 'vitest';
import { ENDPOINT_NAMES, ENDPOINTS, endpointPath, type EndpointName } from '@agent-session/protocol';
import { querySchema, requestSchema } from '@agent-session/protocol/schemas';
import { answer, echo, ledAgent } from './helpers/agents.js';
import { documentedCodes, NEVER_SENT } from './helpers/documented-codes.js';
import { createTestServer } from './helpers/test-server.js';
import { seenCodes } from './helpers/validate-response.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

async function prepare(options = {}) {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent, echo], ...options });
  const running = await server.create({ agent: 'test/led' });
  const ended = await server.create({ agent: 'test/echo', messages: 'x' });
  await server.clock.settle();
  await led.context.saveResource('files', 'a.txt', new Uint8Array(1), 'text/plain');
  return { ...server, led, running: running.id, ended: ended.id };
}

const BODIES: Partial<Record<EndpointName, unknown>> = {
  create: { agent: 'test/echo' },
  message: { type: 'user_message', message: 'x' },
  toolResults: { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'c1' }, result: 1 },
  feedback: { success: true },
  eventFeedback: { success: true },
  listFiles: {},
  readFile: { path: 'x' },
  writeFile: { path: 'x', content_base64: '' },
};

describe('every documented (endpoint, code) pair is reached', () => {
  it.each(ENDPOINT_NAMES)('%s: success, 401, 404 and 422', async (name) => {
    const server = await prepare();
    const { method, path } = ENDPOINTS[name];
    const send = (id: string, more: object = {}, query = '') => {
      const parameters = { id, event_index: 0, bucket: 'files', key: 'a.txt' };
      const body = BODIES[name];
      return server.call(method, `${endpointPath(name, parameters)}${query}`, {
        ...(body !== undefined && { body }),
        ...more,
      });
    };
    if (name === 'toolResults') {
      void server.led.context.callTools([{ tool_name: 'ask', id: 'c1' }]).catch(() => undefined);
      await server.clock.settle();
    }
    if (name === 'resume') await server.command(server.running, 'pause');
    const codes = [
      (await send(server.running)).status,
      (await send(server.running, { key: null })).status,
      ...(path.includes('{id}') ? [(await send(UNKNOWN)).status, (await send('no-uuid')).status] : []),
      ...(requestSchema(name) ? [(await send(server.running, { body: 7 })).status] : []),
      ...(querySchema(name) ? [(await send(server.running, {}, '?size=0&wait_for_seconds=99')).status] : []),
    ];
    const success = NEVER_SENT[name]?.[200] !== undefined && name !== 'resource' ? 404 : ENDPOINTS[name].success[0];
    expect(codes.slice(0, 2)).toEqual([success, 401]);
  });

  it('create: 400, 404, 409 and 429', async () => {
    const server = await prepare({ limits: { maxActiveSessions: 2 } });
    const post = async (body: object, headers = {}) =>
      (await server.call('POST', '/api/v2/sessions', { body: { agent: 'test/echo', ...body }, headers })).status;
    expect(await post({ parent_session_id: server.ended })).toBe(400);
    expect(await post({ agent: 'nobody' })).toBe(404);
    const key = { 'idempotency-key': 'k' };
    expect(await Promise.all([post({ agent: 'test/led' }, key), post({ agent: 'test/led' }, key)])).toEqual([201, 409]);
    expect(await post({ queue: false })).toBe(429);
  });

  it('message: 400 with the lenient switch', async () => {
    const server = await prepare({ lenient: true });
    expect(await server.message(server.ended, 'x')).toBe(400);
  });

  it('toolResults: 409 to a session that has ended', async () => {
    const server = await prepare();
    const path = endpointPath('toolResults', { id: server.ended });
    expect((await server.call('POST', path, { body: BODIES.toolResults })).status).toBe(409);
  });

  it('changes: 204 when there is nothing new', async () => {
    const server = await prepare();
    server.led.give(answer('x'), 'return');
    await server.clock.settle();
    expect((await server.call('GET', `${endpointPath('changes', { id: server.running })}?from_index=999`)).status).toBe(
      204,
    );
  });

  afterAll(() => {
    const table = ENDPOINT_NAMES.map(
      (name) => `${name}: ${[...(seenCodes.get(name) ?? [])].toSorted((a, b) => a - b).join(' ')}`,
    );
    const missing = ENDPOINT_NAMES.flatMap((name) =>
      documentedCodes(name)
        .filter((code) => !seenCodes.get(name)?.has(code))
        .map((code) => `${name} ${code}`),
    );
    expect(missing, `documented and not reached; reached:\n${table.join('\n')}`).toEqual([]);
  });
});
