import { describe, expect, it } from 'vitest';
import { defineAgent } from '../src/index.js';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestServer } from './helpers/test-server.js';

const agent = 'test/led';
const messageOf = (message: string) => ({ type: 'user_message', message });

describe('messages an agent does not read', () => {
  it('are bounded in number: 429 says so, nothing of a batch is kept, and there is room again once they are read', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent], limits: { maxUndeliveredMessages: 3 } });
    const { id } = await server.create({ agent });
    await server.clock.settle();
    for (const text of ['a', 'b']) expect(await server.message(id, text)).toBe(202);
    const body = { type: 'batch', messages: [messageOf('c'), messageOf('d')] };
    const refused = await server.call('POST', `/api/v2/sessions/${id}/messages`, { body });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining('at most 3 messages may wait'),
      detail: [{ type: 'too_many_messages' }],
    });
    expect(await server.message(id, 'c')).toBe(202);
    expect(led.context.takeMessages().map(({ message }) => message)).toEqual(['a', 'b', 'c']);
    await server.clock.settle();
    expect(await server.message(id, 'd')).toBe(202);
  });

  it('are bounded in size, and a refused one does not resume a pause', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent], limits: { maxUndeliveredLength: 10 } });
    const { id } = await server.create({ agent });
    await server.clock.settle();
    await server.command(id, 'pause');
    led.give(step());
    await server.clock.settle();
    expect(await server.message(id, '12345678901')).toBe(429);
    expect((await server.status(id)).status).toBe('paused');
  });

  it('that has ended are refused because it has ended', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent], limits: { maxUndeliveredMessages: 1 } });
    const { id } = await server.create({ agent });
    await server.clock.settle();
    await server.message(id, 'a');
    await server.cancel(id);
    expect(await server.message(id, 'b')).toBe(409);
  });
});

it('messages taken while others arrive reach the agent once each, in order', async () => {
  const taken: string[] = [];
  let isPolling = true;
  const eager = defineAgent({
    name: 'test/eager',
    description: 'Looks for messages all the time.',
    async *run({ takeMessages }) {
      for (let poll = 1; isPolling; poll += 1) {
        taken.push(...takeMessages().map(({ message }) => message));
        await Promise.resolve();
        if (poll % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      yield answer('done');
    },
  });
  const server = createTestServer({ agents: [eager] });
  const { id } = await server.create({ agent: 'test/eager' });
  const sent: string[] = [];
  const batches = Array.from({ length: 40 }, (_, batch) =>
    Array.from({ length: 1 + (batch % 5) }, (_, index) => `${batch}.${index}`),
  );
  const codes = batches.map((texts) => {
    sent.push(...texts);
    const body = { type: 'batch', messages: texts.map(messageOf) };
    return server.call('POST', `/api/v2/sessions/${id}/messages`, { body }).then(({ status }) => status);
  });
  expect(new Set(await Promise.all(codes))).toEqual(new Set([202]));
  await server.clock.settle();
  isPolling = false;
  await server.clock.settle();
  expect(taken).toEqual(sent);
  const echoes = (await server.events(id)).flatMap(({ data }) => {
    const { kind, content } = data as { kind?: string; content?: string[] };
    return kind === 'message_event' ? content : [];
  });
  expect(echoes).toEqual(sent);
});
