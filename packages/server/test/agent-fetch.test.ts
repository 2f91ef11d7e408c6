import { createServer as createSite } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defineAgent } from '../src/index.js';
import { createGuardedFetch } from '../src/node.js';
import { createTestServer } from './helpers/test-server.js';

let hits = 0;
const site = createSite((_, response) => {
  hits += 1;
  response.writeHead(200, { connection: 'close' }).end('secret');
});
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => site.close(resolve)));

const fetcher = defineAgent({
  name: 'test/echo',
  description: 'Answers with what it reads.',
  async *run(context) {
    const response = await context.fetch(context.messages[0]!.message);
    yield { kind: 'answer_event', answer: await response.text() };
  },
});

async function statusOf(agentFetch?: typeof fetch) {
  const { server, create, status } = createTestServer({
    agents: [fetcher],
    ...(agentFetch === undefined ? {} : { agentFetch }),
  });
  const { id } = await create({ messages: origin });
  let now = await status(id);
  while (now.status === 'pending' || now.status === 'running') {
    await new Promise(setImmediate);
    now = await status(id);
  }
  await server.close();
  return now;
}

it('agents do not reach this machine unless the server says so', async () => {
  hits = 0;
  expect(await statusOf()).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/127\.0\.0\.1 is no public address \(loopback\).*`agentFetch` of `createServer`/),
  });
  expect(hits).toBe(0);
});

it('agents reach the origins that the server names', async () => {
  const { fetch, close } = createGuardedFetch({ allowedOrigins: [origin] });
  expect(await statusOf(fetch)).toMatchObject({ status: 'completed' });
  await close();
});
