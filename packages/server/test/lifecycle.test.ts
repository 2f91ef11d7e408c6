import { describe, expect, it } from 'vitest';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestServer, outline } from './helpers/test-server.js';

describe('a one-shot session', () => {
  it('goes from pending over running to completed and keeps its answer', async () => {
    const { create, clock, session, events } = createTestServer();
    const created = await create({ messages: 'hello' });
    expect(created.status.status).toBe('pending');
    expect(created.started_at).toBeNull();
    await clock.settle();
    const done = await session(created.id);
    expect(done.status).toMatchObject({ status: 'completed', steps: 1, outcome: 'success', error: null });
    expect(done.latest_answer).toBe('hello');
    expect(outline(await events(created.id))).toEqual([
      'RequestStart',
      'AgentStarted',
      'Agent:message_event',
      'Agent:policy_event',
      'Agent:answer_event',
      'AgentCompletion:finished',
    ]);
  });

  it('takes messages between steps and never completes over one that was not delivered', async () => {
    const led = ledAgent();
    const { create, clock, message, events, status } = createTestServer({ agents: [led.agent] });
    const { id } = await create({ agent: 'test/led', messages: 'first' });
    await clock.settle();
    led.give(step());
    await clock.settle();
    expect(await message(id, 'second')).toBe(202);
    expect(led.context.takeMessages().map((each) => each.message)).toEqual(['second']);
    expect(led.context.takeMessages()).toEqual([]);
    expect(await message(id, 'third')).toBe(202);
    led.give(answer('to two'), 'return');
    await clock.settle();
    expect(led.contexts).toHaveLength(2);
    expect(led.context.messages.map((each) => each.message)).toEqual(['third']);
    expect((await status(id)).status).toBe('running');
    led.give(answer('to three'), 'return');
    await clock.settle();
    expect((await status(id)).status).toBe('completed');
    expect(outline(await events(id)).filter((line) => line.includes('message_event'))).toHaveLength(3);
  });
});

describe('an interactive session', () => {
  it('idles after its answer, is woken by a message, and completes when none comes in time', async () => {
    const { create, clock, status, message, changes } = createTestServer();
    const { id } = await create({ messages: 'one', idle_timeout_s: 60 });
    await clock.settle();
    expect((await status(id)).status).toBe('idle');
    await clock.advance(59_000);
    expect(await message(id, 'two')).toBe(202);
    await clock.settle();
    expect((await status(id)).status).toBe('idle');
    expect((await changes(id)).answer).toBe('two');
    await clock.advance(59_999);
    expect((await status(id)).status).toBe('idle');
    await clock.advance(1);
    expect(await changes(id)).toMatchObject({ status: 'completed', answer: 'two' });
    expect(await message(id, 'three')).toBe(409);
  });
});
