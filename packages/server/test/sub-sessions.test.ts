import { describe, expect, it } from 'vitest';
import { answer, echo, ledAgent } from './helpers/agents.js';
import { createTestServer, outline } from './helpers/test-server.js';

async function withChild(options = {}) {
  const boss = ledAgent('test/boss');
  const worker = ledAgent('test/worker');
  const server = createTestServer({ agents: [boss.agent, worker.agent, echo], ...options });
  const { id } = await server.create({ agent: 'test/boss' });
  await server.clock.settle();
  const result = boss.context.runSubSession({ agent: 'test/worker', messages: 'dig' });
  result.catch(() => undefined);
  await server.clock.settle();
  const [childId] = (await server.status(id)).subagent_session_ids ?? [];
  return { ...server, boss, worker, id, childId: childId!, result };
}

describe('a session below another one', () => {
  it('belongs to the same owner, is named in the status of its parent, and brings its answer', async () => {
    const { worker, clock, result, childId, session } = await withChild();
    worker.give(answer('gold'), 'return');
    await clock.settle();
    expect(await result).toEqual({ id: childId, answer: 'gold' });
    expect((await session(childId)).request.parent_session_id).toBeTypeOf('string');
  });

  it('that fails is an error the agent can catch', async () => {
    const { worker, clock, result } = await withChild();
    worker.give(new Error('a rock'));
    await clock.settle();
    await expect(result).rejects.toThrow(/ended failed: The agent test\/worker failed: a rock/);
  });

  it('is cancelled together with its parent, and so are sessions created below it by callers', async () => {
    const { cancel, id, childId, clock, status, create, worker } = await withChild();
    const other = await create({ agent: 'test/worker', parent_session_id: childId });
    await clock.settle();
    await cancel(id);
    await clock.settle();
    expect((await status(childId)).status).toBe('interrupted');
    expect((await status(other.id)).status).toBe('interrupted');
    expect(worker.contexts.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('ends when its parent ends without waiting for it', async () => {
    const { boss, clock, childId, status } = await withChild();
    boss.give(answer('alone'), 'return');
    await clock.settle();
    expect((await status(childId)).status).toBe('interrupted');
  });

  it('is asked for its answer with its parent, and cancelled after the grace', async () => {
    const { command, id, childId, clock, status, events, result } = await withChild();
    await command(id, 'force_answer');
    await clock.settle();
    expect(outline(await events(childId))).toContain('Agent:flow_event:force_answer');
    await clock.advance(30_000);
    expect((await status(childId)).status).toBe('interrupted');
    await expect(result).rejects.toThrow(/interrupted/);
  });

  it('is refused at once when every slot is taken: it never queues', async () => {
    const { result, status, id } = await withChild({ limits: { maxActiveSessions: 1 } });
    await expect(result).rejects.toThrow(/limit reached/);
    expect((await status(id)).status).toBe('running');
  });

  it('needs a parent that is there, that runs, and is not nested too deep', async () => {
    const server = createTestServer({ limits: { maxSubSessionDepth: 2 }, agents: [echo, ledAgent().agent] });
    const post = async (parent: string) =>
      (await server.call('POST', '/api/v2/sessions', { body: { agent: 'test/led', parent_session_id: parent } }))
        .status;
    expect(await post('00000000-0000-4000-8000-000000000000')).toBe(404);
    const ended = await server.create({ messages: 'x' });
    await server.clock.settle();
    expect(await post(ended.id)).toBe(400);
    const top = await server.create({ agent: 'test/led' });
    const below = await server.create({ agent: 'test/led', parent_session_id: top.id });
    const deepest = await server.create({ agent: 'test/led', parent_session_id: below.id });
    expect(await post(deepest.id)).toBe(400);
  });
});
