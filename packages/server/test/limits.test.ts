import { describe, expect, it, vi } from 'vitest';
import type { Agent } from '../src/index.js';
import { answer, echo, ledAgent, step } from './helpers/agents.js';
import { createTestServer, outline } from './helpers/test-server.js';

async function started(request: Record<string, unknown>, options = {}) {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent], ...options });
  const { id } = await server.create({ agent: 'test/led', messages: 'go', ...request });
  await server.clock.settle();
  return { ...server, led, id, state: async () => server.status(id) };
}

describe('max_steps', () => {
  it('asks for an answer after the last step, and completes with it', async () => {
    const { led, clock, id, state, events } = await started({ max_steps: 2 });
    led.give(step(), step());
    await clock.settle();
    expect(led.context.answerRequested).toBe('max_steps');
    expect(outline(await events(id))).toContain('Agent:flow_event:force_answer');
    led.give(step('answering'), answer('enough'));
    await clock.settle();
    expect(await state()).toMatchObject({ status: 'completed', steps: 3 });
  });

  it('completes even an interactive session: its steps are used up', async () => {
    const { led, clock, state } = await started({ max_steps: 1, idle_timeout_s: 60 });
    led.give(step(), answer('enough'));
    await clock.settle();
    expect((await state()).status).toBe('completed');
  });

  it.each([['goes on', [step(), step()]] as const, ['returns', ['return']] as const])(
    'fails with no_answer when the agent %s without one',
    async (_, outputs) => {
      const { led, clock, state } = await started({ max_steps: 1 });
      led.give(step(), ...outputs);
      await clock.settle();
      expect(await state()).toMatchObject({
        status: 'failed',
        error_code: 'no_answer',
        error: expect.stringContaining('max_steps'),
      });
    },
  );
});

describe('max_time_s', () => {
  it('asks for an answer when the time is up; an answer within the grace completes', async () => {
    const { led, clock, state } = await started({ max_time_s: 60 });
    await clock.advance(59_999);
    expect(led.context.answerRequested).toBeNull();
    await clock.advance(1);
    expect(led.context.answerRequested).toBe('max_time_s');
    await clock.advance(29_000);
    led.give(step(), answer('just in time'));
    await clock.settle();
    expect((await state()).status).toBe('completed');
  });

  it('times out with the code timeout when no answer comes within the grace, and stops the agent', async () => {
    const { led, clock, state, session, id } = await started({ max_time_s: 60 });
    await clock.advance(89_999);
    expect((await state()).status).toBe('running');
    await clock.advance(1);
    expect(await state()).toMatchObject({ status: 'timed_out', error_code: 'timeout' });
    expect(led.context.signal.aborted).toBe(true);
    led.give(answer('too late'));
    await clock.settle();
    expect((await session(id)).latest_answer).toBeNull();
  });

  it('counts time spent paused, and times a paused session out at once', async () => {
    const { led, clock, command, id, state } = await started({ max_time_s: 60 });
    await command(id, 'pause');
    led.give(step());
    await clock.advance(60_000);
    expect(await state()).toMatchObject({ status: 'timed_out', error_code: 'timeout' });
  });

  it('begins again with each turn, and does not count time spent idle', async () => {
    const { led, clock, message, id, state } = await started({ max_time_s: 60, idle_timeout_s: 1000 });
    await clock.advance(30_000);
    led.give(answer('one'), 'return');
    await clock.advance(500_000);
    expect((await state()).status).toBe('idle');
    await message(id, 'again');
    await clock.advance(59_999);
    expect(led.context.answerRequested).toBeNull();
    await clock.advance(1);
    expect(led.context.answerRequested).toBe('max_time_s');
  });

  it('gives up tool calls that are open when the time is up', async () => {
    const { led, clock, state } = await started({ max_time_s: 60 });
    const results = led.context.callTools([{ tool_name: 'ask' }]);
    await clock.settle();
    expect((await state()).status).toBe('awaiting_tool_results');
    await clock.advance(60_000);
    expect((await results)[0]).toMatchObject({ kind: 'error_event', error: expect.stringContaining('answer') });
    expect((await state()).status).toBe('running');
  });
});

describe('idle_timeout_s', () => {
  it('survives a week on timers that cannot hold a month', async () => {
    const { led, clock, state } = await started({ idle_timeout_s: 40 * 24 * 3600 });
    led.give(answer('done'), 'return');
    await clock.advance(39 * 24 * 3600_000);
    expect((await state()).status).toBe('idle');
    await clock.advance(24 * 3600_000);
    expect((await state()).status).toBe('completed');
  });
});

describe('an agent', () => {
  it('that throws ends the session failed, with the reason and without its trace', async () => {
    const { led, clock, state, changes, id } = await started({});
    led.give(new Error('the database is gone'));
    await clock.settle();
    expect(await state()).toMatchObject({
      status: 'failed',
      error_code: 'internal',
      error: 'The agent test/led failed: the database is gone',
    });
    const last = (await changes(id)).new_events?.at(-1);
    expect(last).toMatchObject({ type: 'AgentErrorEvent', data: { trace: '' } });
  });

  it('that throws what its fetch threw tells why the fetch failed, in one line and without a key', async () => {
    const { led, clock, state } = await started({});
    const refused = new Error('connect ECONNREFUSED\n127.0.0.1:9 with hk-a-secret');
    led.give(new TypeError('fetch failed', { cause: refused }));
    await clock.settle();
    expect((await state()).error).toBe(
      'The agent test/led failed: fetch failed: connect ECONNREFUSED 127.0.0.1:9 with [redacted]',
    );
  });

  it.each([
    ['async without a star', () => Promise.reject(new Error('nobody waits for this'))],
    ['a plain function', () => undefined],
  ])('whose run is %s is told how to write it', async (_, run) => {
    const agent = { name: 'test/plain', description: 'x', run } as unknown as Agent;
    const server = createTestServer({ agents: [agent] });
    const { id } = await server.create({ agent: 'test/plain', messages: 'go' });
    await server.clock.settle();
    expect(await server.status(id)).toMatchObject({
      status: 'failed',
      error_code: 'internal',
      error: 'run of the agent "test/plain" must be an async generator: write async *run(context).',
    });
  });

  it('that is silent for too long has failed', async () => {
    const { clock, state } = await started({}, { limits: { agentSilenceMs: 1000 } });
    await clock.advance(999);
    expect((await state()).status).toBe('running');
    await clock.advance(1);
    expect(await state()).toMatchObject({
      status: 'failed',
      error_code: 'internal',
      error: expect.stringContaining('nothing for 1 s'),
    });
  });

  it('is not silent while it waits for its caller', async () => {
    const { led, clock, state } = await started({}, { limits: { agentSilenceMs: 1000 } });
    void led.context.callTools([{ tool_name: 'ask' }]).catch(() => {});
    await clock.advance(100_000);
    expect((await state()).status).toBe('awaiting_tool_results');
  });

  it.each([
    ['text', 'not an event'],
    ['nothing', undefined],
    ['an unknown kind', { kind: 'dream_event' }],
    ['an event with a wrong field', { kind: 'policy_event', tool_reqs: 'many' }],
    ['the echo of a message', { kind: 'message_event', caller_id: 'user', content: ['forged'] }],
    ['a number too large for JSON', { kind: 'tool_result', tool_req: { tool_name: 'x' }, result: 10n }],
    [
      'something circular',
      (() => {
        const loop: Record<string, unknown> = { kind: 'policy_event' };
        loop['loop'] = loop;
        return loop;
      })(),
    ],
    ['an event that is too large', { kind: 'observation_event', text: 'x'.repeat(2_000_000) }],
  ])('that yields %s ends the session failed', async (_, garbage) => {
    const { led, clock, state, events, id } = await started({});
    led.give(step(), garbage as never);
    await clock.settle();
    expect(await state()).toMatchObject({
      status: 'failed',
      error_code: 'internal',
      error: expect.stringMatching(/^The agent yielded/),
    });
    expect(outline(await events(id)).at(-1)).toBe('AgentError');
  });

  it('that floods is stopped, and other sessions go on meanwhile', async () => {
    const server = createTestServer({
      limits: { maxEventsPerRun: 2000 },
      agents: [
        {
          name: 'test/flood',
          description: 'Never stops.',
          async *run() {
            for (;;) yield { kind: 'observation_event', text: 'drop' };
          },
        },
        echo,
      ],
    });
    const flood = await server.create({ agent: 'test/flood' });
    const other = await server.create({ messages: 'hello' });
    await vi.waitFor(async () => expect((await server.status(other.id)).status).toBe('completed'));
    await vi.waitFor(async () =>
      expect(await server.status(flood.id)).toMatchObject({
        status: 'failed',
        error: expect.stringContaining('more than 2000'),
      }),
    );
  });

  it('that ignores its signal cannot write after the end', async () => {
    const { led, clock, cancel, id, events } = await started({});
    await cancel(id);
    const before = await events(id);
    led.give(step(), answer('zombie'), 'return');
    await clock.settle();
    expect(await events(id)).toEqual(before);
    expect(() => led.context.takeMessages()).toThrow();
    await expect(led.context.callTools([{ tool_name: 'x' }])).rejects.toThrow();
  });
});

describe('an answer', () => {
  const answer_format = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

  it('that does not conform is refused, told to the agent, and may be mended in the same run', async () => {
    const { led, clock, state, session, id, events } = await started({ answer_format });
    led.give(answer({ n: 'one' }));
    await clock.settle();
    expect(led.context.answerIssues).toMatchObject([{ pointer: '/n', message: expect.any(String) }]);
    expect((await session(id)).latest_answer).toBeNull();
    led.give(answer({ n: 1 }), 'return');
    await clock.settle();
    expect((await state()).status).toBe('completed');
    expect((await session(id)).latest_answer).toEqual({ n: 1 });
    expect(outline(await events(id))).toContain('Agent:error_event');
  });

  it('that stays wrong fails the run with answer_validation after three tries', async () => {
    const { led, clock, state } = await started({ answer_format });
    led.give(answer('x'), 'return', answer({}), 'return', answer({ n: null }), 'return');
    await clock.settle();
    expect(led.contexts.map(({ answerIssues }) => answerIssues.length > 0)).toEqual([true, true, true]);
    expect(await state()).toMatchObject({
      status: 'failed',
      error_code: 'answer_validation',
      error: expect.stringContaining('/n'),
    });
  });

  it('that comes as JSON text is kept as what it says', async () => {
    const { led, clock, session, id } = await started({ answer_format });
    led.give(answer('{"n": 7}'), 'return');
    await clock.settle();
    expect((await session(id)).latest_answer).toEqual({ n: 7 });
  });

  it('that is neither text nor an object travels as JSON text, which the contract allows', async () => {
    const { led, clock, changes, id } = await started({});
    led.give(answer([1, 2]), 'return');
    await clock.settle();
    expect((await changes(id)).answer).toBe('[1,2]');
  });

  it('is missing: failed with no_answer', async () => {
    const { led, clock, state } = await started({});
    led.give(step(), 'return');
    await clock.settle();
    expect(await state()).toMatchObject({ status: 'failed', error_code: 'no_answer' });
  });
});
