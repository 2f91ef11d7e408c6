import { describe, expect, it } from 'vitest';
import { answer, ledAgent } from './helpers/agents.js';
import { createTestServer, OTHER_KEY, outline } from './helpers/test-server.js';

function busyServer(limits = {}) {
  const led = ledAgent();
  return { led, ...createTestServer({ agents: [led.agent], limits: { maxActiveSessions: 2, ...limits } }) };
}
const agent = 'test/led';

describe('the queue', () => {
  it('takes sessions over the limit and launches the oldest first when a slot is free', async () => {
    const { create, clock, status, cancel, events } = busyServer();
    const [a, b, c, d] = [
      await create({ agent }),
      await create({ agent }),
      await create({ agent }),
      await create({ agent }),
    ];
    await clock.settle();
    expect([c.status.status, d.status.status]).toEqual(['queued', 'queued']);
    await cancel(a.id);
    await clock.settle();
    expect((await status(c.id)).status).toBe('running');
    expect((await status(d.id)).status).toBe('queued');
    expect(outline(await events(c.id)).slice(0, 3)).toEqual([
      'RequestStart:queued',
      'RequestStartDispatched:pending',
      'AgentStarted',
    ]);
    await cancel(b.id);
    await clock.settle();
    expect((await status(d.id)).status).toBe('running');
  });

  it('lets nobody overtake: while somebody waits, a new session waits behind', async () => {
    const { create, clock, cancel, status, led } = busyServer({ maxActiveSessions: 1 });
    const first = await create({ agent });
    const waiting = await create({ agent });
    await clock.settle();
    const [, late] = await Promise.all([cancel(first.id), create({ agent })]);
    await clock.settle();
    expect((await status(waiting.id)).status).toBe('running');
    expect((await status(late.id)).status).toBe('queued');
    led.give(answer('done'), 'return');
    await clock.settle();
    expect((await status(late.id)).status).toBe('running');
  });

  it('is declined by queue: false, closed to children, and full at its limit: 429', async () => {
    const { create, call, clock } = busyServer({ maxQueuedSessions: 1 });
    const parent = await create({ agent });
    await create({ agent });
    await clock.settle();
    const post = async (body: object) => call('POST', '/api/v2/sessions', { body: { agent, ...body } });
    const declined = await post({ queue: false });
    expect(declined.status).toBe(429);
    expect(await declined.json()).toMatchObject({ message: 'Concurrent trajectory limit reached (2/2)' });
    expect((await post({ parent_session_id: parent.id })).status).toBe(429);
    expect((await post({})).status).toBe(201);
    expect((await post({})).status).toBe(429);
  });

  it('counts each owner alone; paused and idle sessions hold their slot, queued ones do not', async () => {
    const { create, call, clock, led, command } = busyServer();
    const quota = async (key?: string): Promise<unknown> =>
      (await call('GET', '/api/v2/sessions/quota', key ? { key } : {})).json();
    await create({ agent, idle_timeout_s: 60 });
    await clock.settle();
    led.give(answer('done'), 'return');
    await clock.settle();
    const second = await create({ agent });
    await clock.settle();
    await command(second.id, 'pause');
    await create({ agent });
    await clock.settle();
    expect(await quota()).toEqual({ scope: 'user', limit: 2, active: 2, available: 0 });
    expect(await quota(OTHER_KEY)).toEqual({ scope: 'user', limit: 2, active: 0, available: 2 });
    expect((await create({ agent }, { key: OTHER_KEY })).status.status).toBe('pending');
  });

  it('interrupts a queued session at once, and it never starts', async () => {
    const { create, clock, cancel, session, led } = busyServer({ maxActiveSessions: 1 });
    await create({ agent });
    const queued = await create({ agent });
    expect(await cancel(queued.id)).toBe(204);
    await clock.settle();
    expect(await session(queued.id)).toMatchObject({ status: { status: 'interrupted' }, started_at: null });
    expect(led.contexts).toHaveLength(1);
  });

  it('admits exactly as many as there are slots when many ask at once', async () => {
    const { create } = busyServer({ maxActiveSessions: 3 });
    const all = await Promise.all(Array.from({ length: 12 }, () => create({ agent })));
    expect(all.filter(({ status }) => status.status === 'pending')).toHaveLength(3);
    expect(all.filter(({ status }) => status.status === 'queued')).toHaveLength(9);
  });
});

describe('reopen', () => {
  it('is off: a message to an ended session is refused', async () => {
    const { create, clock, message, led } = busyServer();
    const { id } = await create({ agent });
    await clock.settle();
    led.give(answer('done'), 'return');
    await clock.settle();
    expect(await message(id, 'more')).toBe(409);
  });

  it('starts a new turn with the history, keeps counting, and clears the end', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent], reopen: true });
    const { id } = await server.create({ agent, messages: 'one' });
    await server.clock.settle();
    led.give(answer('first'), 'return');
    await server.clock.settle();
    const before = await server.session(id);
    await server.clock.advance(5000);
    expect(await server.message(id, 'two')).toBe(202);
    await server.clock.settle();
    expect(led.context.turn).toBe(2);
    expect(led.context.messages.map(({ message }) => message)).toEqual(['two']);
    expect(outline(led.context.history)).toContain('AgentCompletion:finished');
    expect(await server.session(id)).toMatchObject({
      status: { status: 'running' },
      finished_at: null,
      started_at: before.started_at,
      latest_answer: 'first',
    });
    led.give(answer('second'), 'return');
    await server.clock.settle();
    expect(await server.session(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'second' });
  });

  it('needs a free slot', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent], reopen: true, limits: { maxActiveSessions: 1 } });
    const { id } = await server.create({ agent });
    await server.clock.settle();
    led.give(answer('first'), 'return');
    await server.clock.settle();
    await server.create({ agent });
    await server.clock.settle();
    expect(await server.message(id, 'two')).toBe(429);
  });
});
