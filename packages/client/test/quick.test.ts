import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../src/index.js';
import { sendJson, startLoopback, type Loopback } from './loopback.js';
import { transports } from './transports.js';

const id = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
let server: Loopback;
afterEach(() => server.close());

describe.each(transports)('over $transport', ({ fetch }) => {
  it('creates, follows and steers a session', async () => {
    const session = { id, request: { agent: 'a' }, status: { status: 'pending' }, created_at: '2026-06-10T09:00:00Z' };
    server = await startLoopback(({ method, path }, response) => {
      if (method === 'POST' && path.endsWith('/sessions')) return sendJson(response, 201, session);
      if (path.endsWith('/changes')) return sendJson(response, 200, { status: 'running', new_events: [] });
      if (path.endsWith('/status')) return sendJson(response, 404, { detail: 'Session not found' });
      return response.writeHead(202).end();
    });
    const client = createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch });
    expect(await client.create({ agent: 'a', messages: 'go' })).toEqual(session);
    expect(await client.changes(id, { waitSeconds: 20 })).toEqual({
      kind: 'page',
      page: { status: 'running', new_events: [] },
    });
    await client.message(id, 'and now?');
    await expect(client.status(id)).rejects.toMatchObject({ code: 'not-found', status: 404 });
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toHaveLength(4);
    expect(server.received[0]?.headers).toMatchObject({ authorization: 'Bearer hk-test' });
  });
});
