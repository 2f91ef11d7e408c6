import { describe, expect, it } from 'vitest';
import { createServer, type Agent, type ServerOptions } from '../src/index.js';
import { answer, echo, ledAgent, step } from './helpers/agents.js';
import { createTestClock } from './helpers/test-clock.js';
import { lastingStore } from './helpers/restart.js';
import { callerOf, KEY, outline } from './helpers/test-server.js';

/** Servers on one store, each stopped by hand. */
function onOneStore(extra: Partial<Agent> = {}, options: Partial<ServerOptions> = {}) {
  const clock = createTestClock();
  const store = lastingStore();
  const led = ledAgent('test/led', extra);
  const auth = { keys: [KEY] };
  const start = () => callerOf(createServer({ store, agents: [led.agent], auth, clock, ...options }), clock);
  return { clock, led, start };
}

describe('a server that stops', () => {
  it('lets a run come to its end, if that takes no longer than it drains', async () => {
    const { clock, led, start } = onOneStore();
    const server = start();
    const { id } = await server.create({ agent: 'test/led' });
    await clock.settle();
    let closed = false;
    const closing = server.server.close({ drainMs: 1000 }).then(() => (closed = true));
    await clock.advance(900);
    expect(closed).toBe(false);
    led.give(step(), answer('in time'), 'return');
    await closing;
    expect(clock.pendingTimers).toBe(0);
    expect(await start().session(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'in time' });
  });

  it('stops a run that takes longer where it is; nothing it said is lost, and it goes on with the next server', async () => {
    const { clock, led, start } = onOneStore({ resumable: true });
    const server = start();
    const { id } = await server.create({ agent: 'test/led', messages: 'go' });
    await clock.settle();
    led.give(step('one'));
    const closing = server.server.close({ drainMs: 1000 });
    led.give(step('two'));
    await clock.advance(1000);
    await closing;
    expect(led.context.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    const next = start();
    await clock.settle();
    expect(outline(await next.events(id))).toEqual([
      'RequestStart',
      'AgentStarted',
      'Agent:message_event',
      'Agent:policy_event',
      'Agent:policy_event',
    ]);
    expect(led.contexts).toHaveLength(2);
    expect(led.context).toMatchObject({ resumed: true });
    led.give(answer('later'), 'return');
    await clock.settle();
    expect(await next.session(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'later' });
  });

  it.each(['paused', 'awaiting_tool_results'] as const)('does not wait for a run that is %s', async (status) => {
    const { clock, led, start } = onOneStore({ resumable: true });
    const server = start();
    const { id } = await server.create({ agent: 'test/led' });
    await clock.settle();
    if (status === 'paused') await server.command(id, 'pause');
    else void led.context.callTools([{ tool_name: 'ask' }]).catch(() => undefined);
    let closed = false;
    const closing = server.server.close({ drainMs: 10_000 }).then(() => (closed = true));
    // The step in which it was paused is still waited for.
    if (status === 'paused') expect(closed).toBe(false);
    led.give(step());
    await clock.settle();
    expect(closed).toBe(true);
    await closing;
    expect(clock.pendingTimers).toBe(0);
    const next = start();
    await clock.settle();
    expect((await next.status(id)).status).toBe(status);
  });

  it('takes nothing any more while it drains, and says when to come back', async () => {
    const { clock, led, start } = onOneStore();
    const server = start();
    const { id } = await server.create({ agent: 'test/led' });
    await clock.settle();
    const closing = server.server.close({ drainMs: 1000 });
    for (const [method, path] of [
      ['POST', `/${id}/messages`],
      ['GET', `/${id}/status`],
      ['DELETE', `/${id}`],
    ] as const) {
      const response = await server.call(method, `/api/v2/sessions${path}`);
      expect([response.status, response.headers.get('retry-after')], path).toEqual([503, '1']);
    }
    led.give(answer('x'), 'return');
    await closing;
  });

  it('begins nothing that it could not finish: whoever waits for a slot has it from the next server', async () => {
    const [led, long] = [ledAgent('test/led'), ledAgent('test/long')];
    const { clock, start } = onOneStore({}, { agents: [led.agent, long.agent], limits: { maxActiveSessions: 2 } });
    const server = start();
    await server.create({ agent: 'test/long' });
    await server.create({ agent: 'test/led', messages: 'first' });
    const { id } = await server.create({ agent: 'test/led', messages: 'second' });
    await clock.settle();
    const closing = server.server.close({ drainMs: 1000 });
    led.give(answer('one'), 'return');
    await clock.advance(1000);
    await closing;
    expect(led.contexts).toHaveLength(1);
    const next = start();
    await clock.settle();
    led.give(answer('two'), 'return');
    await clock.settle();
    expect(await next.session(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'two' });
  });

  it('still runs what an agent launched and waits for', async () => {
    const parent: Agent = {
      name: 'test/parent',
      description: 'Has its work done by another.',
      async *run(context) {
        yield step();
        yield answer((await context.runSubSession({ agent: 'test/echo', messages: 'done below' })).answer);
      },
    };
    const { clock, start } = onOneStore({}, { agents: [parent, echo] });
    const server = start();
    const { id } = await server.create({ agent: 'test/parent' });
    const closing = server.server.close({ drainMs: 1000 });
    await clock.settle();
    await closing;
    expect(await start().session(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'done below' });
  });

  it('stops once, however often it is asked to', async () => {
    const { start } = onOneStore();
    const { server } = start();
    const first = server.close();
    expect(server.close({ drainMs: 5000 })).toBe(first);
    await first;
  });
});
