import { createMemoryStore, createServer } from '@agent-session/server';
import { MockLanguageModelV3 } from 'ai/test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { modelAgent } from './model-agent.js';

type Reply = { readonly text: string } | { readonly call: string; readonly input: object };
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server whose agent thinks with a model that gives these replies. */
function serverWith(replies: readonly Reply[]) {
  const model = new MockLanguageModelV3({
    modelId: 'mock-1',
    doGenerate: replies.map((reply, index) => ({
      content: [
        'text' in reply
          ? { type: 'text' as const, text: reply.text }
          : {
              type: 'tool-call' as const,
              toolCallId: `call-${index}`,
              toolName: reply.call,
              input: JSON.stringify(reply.input),
            },
      ],
      finishReason: { unified: 'text' in reply ? ('stop' as const) : ('tool-calls' as const), raw: undefined },
      usage: {
        inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 10, text: 8, reasoning: 2 },
      },
      warnings: [],
    })),
  });
  const server = createServer({
    store: createMemoryStore(),
    agents: [modelAgent({ name: 'team/thinker', model })],
    auth: { keys: ['k'] },
  });
  cleanups.push(() => server.close());
  const call = async (method: string, path: string, body?: unknown): Promise<never> => {
    const init = {
      method,
      headers: { authorization: 'Bearer k' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await server.fetch(new Request(`http://localhost/api/v2/sessions${path}`, init));
    return (response.status === 202 ? null : await response.json()) as never;
  };
  const create = async (request: object) =>
    ((await call('POST', '', { agent: 'team/thinker', messages: 'Go.', ...request })) as { id: string }).id;
  const reaches = (id: string, status: string) =>
    vi.waitFor(async () => {
      const session: {
        status: { status: string; error: string | null; steps: number; usage_per_model: unknown };
        latest_answer: unknown;
      } = await call('GET', `/${id}`);
      expect(session.status.status, session.status.error ?? '').toBe(status);
      return session;
    }, 10_000);
  return { model, call, create, reaches };
}

describe('an agent over a model', () => {
  it('answers in text, counts its steps and reports its tokens', async () => {
    const { create, reaches } = serverWith([{ text: 'Done.' }]);
    const session = await reaches(await create({}), 'completed');
    expect(session.latest_answer).toBe('Done.');
    expect(session.status).toMatchObject({
      steps: 1,
      usage_per_model: [{ name: 'mock-1', input_tokens: 100, output_tokens: 10, reasoning_tokens: 2 }],
    });
  });

  it('has its caller run the tools, and goes on with the results', async () => {
    const { create, call, reaches, model } = serverWith([
      { call: 'weather', input: { city: 'Paris' } },
      { text: 'Sunny.' },
    ]);
    const tools = [
      {
        name: 'weather',
        description: 'Tells the weather.',
        input_schema: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ];
    const id = await create({ overrides: { 'agent.tools': tools } });
    await reaches(id, 'awaiting_tool_results');
    await call('POST', `/${id}/tool_results`, {
      kind: 'tool_result',
      tool_req: { tool_name: 'weather', id: 'call-0' },
      result: { sky: 'clear' },
    });
    expect((await reaches(id, 'completed')).latest_answer).toBe('Sunny.');
    expect(JSON.stringify(model.doGenerateCalls[1]?.prompt)).toContain('clear');
  });

  it('answers in the format asked for, and mends an answer that was refused', async () => {
    const { create, reaches, model } = serverWith([{ text: '{"n":"one"}' }, { text: '{"n":1}' }]);
    const answer_format = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    };
    expect((await reaches(await create({ answer_format }), 'completed')).latest_answer).toEqual({ n: 1 });
    expect(model.doGenerateCalls[0]?.responseFormat).toMatchObject({ type: 'json' });
    expect(JSON.stringify(model.doGenerateCalls[1]?.prompt)).toContain('/n');
  });

  it('remembers earlier turns', async () => {
    const { create, call, reaches, model } = serverWith([{ text: 'Noted.' }, { text: 'It was Go.' }]);
    const id = await create({ idle_timeout_s: 60 });
    await reaches(id, 'idle');
    await call('POST', `/${id}/messages`, { type: 'user_message', message: 'What did I say?' });
    await vi.waitFor(async () => expect((await reaches(id, 'idle')).latest_answer).toBe('It was Go.'), 10_000);
    const said = JSON.stringify(model.doGenerateCalls[1]?.prompt);
    expect(said).toContain('Go.');
    expect(said).toContain('Noted.');
  });
});
