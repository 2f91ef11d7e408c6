import { describe, expect, it } from 'vitest';
import { answer, echo, ledAgent, step } from './helpers/agents.js';
import { restartable } from './helpers/restart.js';
import { outline } from './helpers/test-server.js';

const agent = 'test/led';

describe('after a restart', () => {
  it('a session that was running with an agent that cannot go on ends failed and says so', async () => {
    const { start, clock } = restartable({ agents: [ledAgent().agent] });
    const first = await start();
    const { id } = await first.create({ agent });
    await clock.settle();
    const second = await start();
    expect(await second.status(id)).toMatchObject({
      status: 'failed',
      error_code: 'internal',
      error: expect.stringContaining('restarted while the agent test/led was at work'),
    });
  });

  it('a session whose agent is resumable goes on, with its history and its messages', async () => {
    const led = ledAgent(agent, { resumable: true });
    const { start, clock } = restartable({ agents: [led.agent] });
    const first = await start();
    const { id } = await first.create({ agent, messages: 'dig' });
    await clock.settle();
    led.give(step('half way'));
    await clock.settle();
    const second = await start();
    expect(led.contexts).toHaveLength(2);
    expect(led.context).toMatchObject({ resumed: true, turn: 1, messages: [{ message: 'dig' }] });
    expect(outline(led.context.history).at(-1)).toBe('Agent:policy_event');
    led.give(answer('gold'), 'return');
    await clock.settle();
    const done = await second.session(id);
    expect(done.status.status).toBe('completed');
    expect(outline(await second.events(id)).filter((line) => line === 'AgentStarted')).toHaveLength(1);
  });

  it('an idle session stays idle, and the next message starts the agent with its history', async () => {
    const { start, clock } = restartable({ agents: [echo] });
    const first = await start();
    const { id } = await first.create({ messages: 'one', idle_timeout_s: 60 });
    await clock.settle();
    const second = await start();
    expect((await second.status(id)).status).toBe('idle');
    await second.message(id, 'two');
    await clock.settle();
    expect((await second.session(id)).latest_answer).toBe('two');
    const third = await start();
    await clock.advance(60_000);
    expect((await third.status(id)).status).toBe('completed');
  });

  it('deadlines that passed meanwhile are met at once', async () => {
    const { start, clock } = restartable({ agents: [ledAgent(agent, { resumable: true }).agent, echo] });
    const first = await start();
    const idle = await first.create({ agent: 'test/echo', messages: 'x', idle_timeout_s: 60 });
    const running = await first.create({ agent, max_time_s: 60 });
    await clock.settle();
    await first.server.close();
    await clock.advance(3600_000);
    const second = await start();
    await clock.advance(0);
    expect((await second.status(idle.id)).status).toBe('completed');
    await clock.advance(30_000);
    expect((await second.status(running.id)).status).toBe('timed_out');
  });

  it('a paused session stays paused; one that was launching launches when it is resumed', async () => {
    const led = ledAgent(agent, { resumable: true });
    const { start, clock } = restartable({ agents: [led.agent] });
    const first = await start();
    const { id } = await first.create({ agent });
    await clock.settle();
    await first.command(id, 'pause');
    led.give(step());
    await clock.settle();
    const second = await start();
    expect((await second.status(id)).status).toBe('paused');
    expect(led.contexts).toHaveLength(1);
    await second.command(id, 'resume');
    await clock.settle();
    expect(led.contexts).toHaveLength(2);
  });

  it('queued sessions keep their order', async () => {
    const { start, clock } = restartable({ agents: [ledAgent().agent], limits: { maxActiveSessions: 1 } });
    const first = await start();
    await first.create({ agent });
    const [b, c] = [await first.create({ agent }), await first.create({ agent })];
    await clock.settle();
    const second = await start();
    // The running one failed with the restart, and its slot went to the oldest in the queue.
    expect((await second.status(b.id)).status).toBe('running');
    expect((await second.status(c.id)).status).toBe('queued');
  });

  it('messages that were accepted and not delivered are delivered', async () => {
    const led = ledAgent(agent, { resumable: true });
    const { start, clock } = restartable({ agents: [led.agent] });
    const first = await start();
    const { id } = await first.create({ agent, messages: 'one' });
    await clock.settle();
    await first.message(id, 'two');
    await start();
    expect(led.context.takeMessages()).toMatchObject([{ message: 'two' }]);
  });

  it('tool calls stay open, and the agent goes on once they are answered', async () => {
    const led = ledAgent(agent, { resumable: true });
    const { start, clock } = restartable({ agents: [led.agent] });
    const first = await start();
    const { id } = await first.create({ agent });
    await clock.settle();
    void led.context.callTools([{ tool_name: 'ask', id: 'call-1' }]).catch(() => undefined);
    await clock.settle();
    const second = await start();
    expect((await second.status(id)).status).toBe('awaiting_tool_results');
    expect(led.contexts).toHaveLength(1);
    const body = { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'call-1' }, result: 42 };
    await second.call('POST', `/api/v2/sessions/${id}/tool_results`, { body });
    await clock.settle();
    expect(led.contexts).toHaveLength(2);
    expect(await led.context.callTools([{ tool_name: 'ask', id: 'call-1' }])).toMatchObject([{ result: 42 }]);
  });

  it('an agent that is not there any more ends its sessions with a clear error', async () => {
    const { start, clock } = restartable({ agents: [ledAgent().agent] });
    const first = await start();
    const running = await first.create({ agent });
    await clock.settle();
    const second = await start({ agents: [] });
    expect(await second.status(running.id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('not on this server'),
    });
  });

  it('a cancelled parent still takes its children along', async () => {
    const led = ledAgent(agent, { resumable: true });
    const { start, clock, store } = restartable({ agents: [led.agent] });
    const first = await start();
    const parent = await first.create({ agent });
    const child = await first.create({ agent, parent_session_id: parent.id });
    await clock.settle();
    // The server dies between the end of the parent and that of the child.
    const list = store.sessions.list;
    Object.assign(store.sessions, { list: () => new Promise(() => {}) });
    await first.cancel(parent.id);
    Object.assign(store.sessions, { list });
    const second = await start();
    expect((await second.status(child.id)).status).toBe('interrupted');
  });

  it('the state is the fold of the stream: with and without checkpoints the same', async () => {
    const { start, clock, store } = restartable({ agents: [echo] });
    const first = await start();
    const { id } = await first.create({ messages: 'one' });
    await clock.settle();
    const before = await first.session(id);
    expect((await store.sessions.get(id))?.checkpoint).not.toBeNull();
    expect(await (await start()).session(id)).toEqual(before);
    const head = await store.events.head(id);
    await store.events.append(id, [], {
      expectedVersion: head.version,
      update: { checkpoint: { fold: -1, state: null } },
    });
    expect(await (await start()).session(id)).toEqual(before);
  });
});

describe('retention', () => {
  it('deletes a session delete_after_min after its end, and never one that has not ended', async () => {
    const { start, clock } = restartable({ agents: [echo, ledAgent().agent], limits: { agentSilenceMs: null } });
    const server = await start();
    const ended = await server.create({ agent: 'test/echo', delete_after_min: 60 });
    const kept = await server.create({ agent: 'test/echo', delete_after_min: null });
    const running = await server.create({ agent, delete_after_min: 1 });
    await clock.advance(59 * 60_000);
    expect((await server.call('GET', `/api/v2/sessions/${ended.id}`)).status).toBe(200);
    await clock.advance(11 * 60_000);
    expect((await server.call('GET', `/api/v2/sessions/${ended.id}`)).status).toBe(404);
    expect((await server.call('GET', `/api/v2/sessions/${kept.id}`)).status).toBe(200);
    expect((await server.call('GET', `/api/v2/sessions/${running.id}`)).status).toBe(200);
  });
});
