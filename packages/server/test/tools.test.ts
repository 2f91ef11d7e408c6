import { describe, expect, it } from 'vitest';
import type { ToolRequest } from '@agent-session/protocol';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestServer, outline } from './helpers/test-server.js';

async function awaiting(calls: readonly ToolRequest[]) {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent] });
  const { id } = await server.create({ agent: 'test/led' });
  await server.clock.settle();
  const results = led.context.callTools(calls);
  results.catch(() => undefined);
  await server.clock.settle();
  const post = async (body: unknown) =>
    (await server.call('POST', `/api/v2/sessions/${id}/tool_results`, { body })).status;
  return { ...server, led, id, results, post };
}

const CALLS = [
  { tool_name: 'weather', args: { city: 'Paris' }, id: 'a' },
  { tool_name: 'clock', id: 'b' },
];

describe('tools of the caller', () => {
  it('are awaited one by one; each result shows the calls that are left; results come in the order of the calls', async () => {
    const { status, id, post, clock, results, events } = await awaiting(CALLS);
    expect((await status(id)).status).toBe('awaiting_tool_results');
    expect(await post({ kind: 'tool_result', tool_req: CALLS[1], result: '12:00' })).toBe(202);
    expect((await status(id)).status).toBe('awaiting_tool_results');
    const open = (await events(id)).at(-1);
    expect(open).toMatchObject({
      type: 'ActiveStateChangeEvent',
      data: { state: 'awaiting_tool_results', pending_tool_calls: [{ id: 'a' }] },
    });
    expect(await post({ error: 'no network', origin: 'weather', tool_req: { tool_name: 'weather', id: 'a' } })).toBe(
      202,
    );
    await clock.settle();
    expect(await results).toMatchObject([
      { kind: 'error_event', error: 'no network' },
      { kind: 'tool_result', result: '12:00' },
    ]);
    expect((await status(id)).status).toBe('running');
  });

  it('take a batch, and results without ids by the name of the tool', async () => {
    const { post, clock, results } = await awaiting(CALLS);
    const batch = CALLS.map(({ tool_name }) => ({ kind: 'tool_result', tool_req: { tool_name }, result: tool_name }));
    expect(await post({ type: 'batch', results: batch })).toBe(202);
    await clock.settle();
    expect(await results).toMatchObject([{ result: 'weather' }, { result: 'clock' }]);
  });

  it('refuse results of unknown calls as a whole, and take repeats of settled ones as no news', async () => {
    const { post, status, id, events } = await awaiting(CALLS);
    const known = { kind: 'tool_result', tool_req: CALLS[0], result: 1 };
    const unknown = { kind: 'tool_result', tool_req: { tool_name: 'weather', id: 'z' }, result: 1 };
    expect(await post({ type: 'batch', results: [known, unknown] })).toBe(409);
    expect((await status(id)).status).toBe('awaiting_tool_results');
    expect(await post(known)).toBe(202);
    const count = (await events(id)).length;
    expect(await post(known)).toBe(202);
    expect(await events(id)).toHaveLength(count);
  });

  it('stay open while the session is paused, and may be answered then', async () => {
    const { command, status, id, post, clock, results } = await awaiting([CALLS[0]!]);
    await command(id, 'pause');
    expect((await status(id)).status).toBe('paused');
    expect(await post({ kind: 'tool_result', tool_req: CALLS[0], result: 'sunny' })).toBe(202);
    await clock.settle();
    expect((await status(id)).status).toBe('paused');
    let isBack = false;
    void results.then(() => (isBack = true));
    await clock.settle();
    expect(isBack).toBe(false);
    await command(id, 'resume');
    await clock.settle();
    expect(isBack).toBe(true);
  });

  it('deliver messages that came meanwhile after the results', async () => {
    const { message, id, post, clock, led, events } = await awaiting([CALLS[0]!]);
    await message(id, 'hurry');
    await post({ kind: 'tool_result', tool_req: CALLS[0], result: 'sunny' });
    await clock.settle();
    led.context.takeMessages();
    led.give(step(), answer('ok'), 'return');
    await clock.settle();
    const lines = outline(await events(id));
    expect(lines.indexOf('Agent:tool_result')).toBeLessThan(lines.lastIndexOf('Agent:message_event'));
  });

  it('are given up when the caller forces an answer, and are not called any more afterwards', async () => {
    const { command, id, results, clock, led } = await awaiting(CALLS);
    await command(id, 'force_answer');
    await clock.settle();
    expect(await results).toMatchObject([{ kind: 'error_event' }, { kind: 'error_event' }]);
    expect(await led.context.callTools([{ tool_name: 'again' }])).toMatchObject([{ kind: 'error_event' }]);
  });

  it('that are never awaited fail visibly when the agent returns', async () => {
    const { led, clock, status, id, events } = await awaiting(CALLS);
    led.give(answer('without them'), 'return');
    await clock.settle();
    expect((await status(id)).status).toBe('completed');
    expect(outline(await events(id)).filter((line) => line === 'Agent:error_event')).toHaveLength(2);
  });
});
