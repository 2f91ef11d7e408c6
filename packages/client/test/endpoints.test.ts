import { ENDPOINTS, ENDPOINT_NAMES, endpointPath } from '@agent-session/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type AgentSessionClient } from '../src/index.js';
import { expectContractReply, expectContractRequest } from './contract.js';
import { endpointCases, sessionId } from './endpoint-cases.js';
import { sendJson, startLoopback, type Loopback } from './loopback.js';
import { transports } from './transports.js';

describe.each(transports)('over $transport', ({ fetch }) => {
  let server: Loopback;
  let client: AgentSessionClient;
  beforeAll(async () => {
    server = await startLoopback();
    client = createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch, retry: false });
  });
  afterAll(() => server.close());

  describe.each(ENDPOINT_NAMES)('%s', (name) => {
    const { method } = ENDPOINTS[name];
    const { call, status, body, headers, returns, sends, query, bad, badArgument } = endpointCases[name];

    it('sends what the contract says and returns the body as it came', async () => {
      expectContractReply(name, status, body);
      server.received.length = 0;
      server.handle = (_, response) => {
        if (body === undefined) response.writeHead(status, headers).end();
        else sendJson(response, status, body, headers);
      };
      expect(await call(client)).toEqual(returns);

      const [received, ...more] = server.received;
      expect(more).toEqual([]);
      const path = endpointPath(name, { id: sessionId, event_index: 3, bucket: 'screenshots', key: 'step 1/a+b.png' });
      expect(`${received!.method} ${received!.path}`).toBe(`${method} ${path}`);
      expect(received!.headers.authorization).toBe('Bearer hk-test');
      expect(received!.query.toString()).toBe(query ?? '');
      if (sends === undefined) expect(received!.text).toBe('');
      else expect(received!.json()).toEqual(sends);
      expectContractRequest(name, received!);
    });

    it('keeps fields it does not know', async () => {
      if (body === undefined) return;
      server.handle = (_, response) => sendJson(response, status, { ...body, from_the_future: [1] });
      const result = (await call(client)) as Record<string, unknown>;
      expect(name === 'changes' ? result['page'] : result).toHaveProperty('from_the_future', [1]);
    });

    it('rejects with a NotFoundError on 404, in each shape of error body', async () => {
      for (const shape of [
        { detail: 'Session not found' },
        { message: 'Session not found' },
        { message: 'Session not found', detail: [{ type: 'not_found', message: 'Session not found' }] },
      ]) {
        expectContractReply(name, 404, shape);
        server.handle = (_, response) => sendJson(response, 404, shape, { 'x-request-id': 'req-7' });
        await expect(call(client)).rejects.toMatchObject({
          name: 'NotFoundError',
          code: 'not-found',
          status: 404,
          requestId: 'req-7',
          method,
          retryable: false,
          body: JSON.stringify(shape),
          message: expect.stringMatching(/answered 404: Session not found\. Check the id/),
        });
      }
    });

    it('refuses bad input before the network, naming the argument', async () => {
      server.received.length = 0;
      await expect(bad(client)).rejects.toMatchObject({
        code: 'invalid-argument',
        argument: badArgument,
        message: expect.stringContaining(badArgument),
      });
      expect(server.received).toEqual([]);
    });

    it('rejects with the fields at fault on 422', async () => {
      const detail = [{ type: 'missing', loc: ['body', 'agent', 'name'], msg: 'Field required', input: {} }];
      expectContractReply(name, 422, { detail });
      server.handle = (_, response) => sendJson(response, 422, { detail });
      await expect(call(client)).rejects.toMatchObject({
        code: 'invalid-request',
        issues: [{ path: ['agent', 'name'], message: 'Field required', type: 'missing' }],
        message: expect.stringContaining('agent.name: Field required'),
      });
    });
  });
});
