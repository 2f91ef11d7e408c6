import { createMemoryStore, createServer } from '@agent-session/server';
import { MockLanguageModelV3 } from 'ai/test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { modelAgent } from './model-agent.js';

type Reply =
  | { readonly text: string }
  | { readonly call: string; readonly input: object }
  | { readonly fails: Error }
  | 'never';
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server whose agent thinks with a model that gives these replies. */
function serverWith(replies: readonly Reply[]) {
  let asked = 0;
  const model = new MockLanguageModelV3({
    modelId: 'mock-1',
    doGenerate: async ({ abortSignal }) => {
      const reply = replies[asked++] ?? { text: 'nothing more to say' };
      if (reply === 'never')
        return new Promise((_, reject) =>
          abortSignal?.addEventListener('abort', () => reject(abortSignal.reason as Error)),
        );
      if ('fails' in reply) throw reply.fails;
      return {
        content: [
          'text' in reply
            ? { type: 'text', text: reply.text }
            : {
                type: 'tool-call',
                toolCallId: `call-${asked - 1}`,
                toolName: reply.call,
                input: JSON.stringify(reply.input),
              },
        ],
        finishReason: { unified: 'text' in reply ? 'stop' : 'tool-calls', raw: undefined },
        usage: {
          inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 10, text: 8, reasoning: 2 },
        },
        warnings: [],
      };
    },
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
    return (response.status === 202 || response.status === 204 ? null : await response.json()) as never;
  };
  const create = async (request: object) =>
    ((await call('POST', '', { agent: 'team/thinker', messages: 'Go.', ...request })) as { id: string }).id;
  const reaches = (id: string, status: string) =>
    vi.waitFor(async () => {
      const session: {
        status: {
          status: string;
          error: string | null;
          error_code: string | null;
          steps: number;
          usage_per_model: unknown;
        };
        latest_answer: unknown;
      } = await call('GET', `/${id}`);
      expect(session.status.status, session.status.error ?? '').toBe(status);
      return session;
    });
  return { model, call, create, reaches };
}

const tools = [
  {
    name: 'weather',
    description: 'Tells the weather.',
    input_schema: { type: 'object', properties: { city: { type: 'string' } } },
  },
];
const answer_format = {
  type: 'object',
  properties: { n: { type: 'integer' } },
  required: ['n'],
  additionalProperties: false,
};

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
    expect((await reaches(await create({ answer_format }), 'completed')).latest_answer).toEqual({ n: 1 });
    expect(model.doGenerateCalls[0]?.responseFormat).toMatchObject({ type: 'json' });
    expect(JSON.stringify(model.doGenerateCalls[1]?.prompt)).toContain('/n');
  });

  it('remembers earlier turns', async () => {
    const { create, call, reaches, model } = serverWith([{ text: 'Noted.' }, { text: 'It was Go.' }]);
    const id = await create({ idle_timeout_s: 60 });
    await reaches(id, 'idle');
    await call('POST', `/${id}/messages`, { type: 'user_message', message: 'What did I say?' });
    await vi.waitFor(async () => expect((await reaches(id, 'idle')).latest_answer).toBe('It was Go.'));
    const said = JSON.stringify(model.doGenerateCalls[1]?.prompt);
    expect(said).toContain('Go.');
    expect(said).toContain('Noted.');
  });

  it('goes on counting tokens where the turn before it stopped', async () => {
    const { create, call, reaches } = serverWith([{ text: 'One.' }, { text: 'Two.' }]);
    const id = await create({ idle_timeout_s: 60 });
    await reaches(id, 'idle');
    await call('POST', `/${id}/messages`, { type: 'user_message', message: 'Again.' });
    await vi.waitFor(async () => expect((await reaches(id, 'idle')).latest_answer).toBe('Two.'));
    expect((await reaches(id, 'idle')).status.usage_per_model).toEqual([
      { name: 'mock-1', input_tokens: 200, output_tokens: 20, reasoning_tokens: 4 },
    ]);
  });

  it('mends an answer that is not even JSON, and counts what it cost', async () => {
    const { create, reaches, model } = serverWith([{ text: 'The number is one.' }, { text: '{"n":1}' }]);
    const session = await reaches(await create({ answer_format }), 'completed');
    expect(session.latest_answer).toEqual({ n: 1 });
    expect(session.status.usage_per_model).toMatchObject([{ input_tokens: 200 }]);
    const told = JSON.stringify(model.doGenerateCalls[1]?.prompt);
    expect(told).toContain('The number is one.');
    expect(told).toContain('Your answer was refused');
  });

  it('fails with answer_validation when it never conforms', async () => {
    const { create, reaches } = serverWith([
      { text: 'one' },
      { text: '{"n":"one"}' },
      { text: '' },
      { text: '{"n":1}' },
    ]);
    expect((await reaches(await create({ answer_format }), 'failed')).status.error_code).toBe('answer_validation');
  });

  it('is told of a tool that failed, and of one that does not exist', async () => {
    const { create, call, reaches, model } = serverWith([
      { call: 'teleport', input: {} },
      { call: 'weather', input: { city: 'Paris' } },
      { text: 'I do not know.' },
    ]);
    const id = await create({ overrides: { 'agent.tools': tools } });
    await reaches(id, 'awaiting_tool_results');
    const error = 'the station is down';
    await call('POST', `/${id}/tool_results`, {
      kind: 'error_event',
      error,
      origin: 'weather',
      tool_req: { tool_name: 'weather', id: 'call-1' },
    });
    expect((await reaches(id, 'completed')).latest_answer).toBe('I do not know.');
    expect(JSON.stringify(model.doGenerateCalls[1]?.prompt)).toMatch(/error-text.*teleport/);
    expect(JSON.stringify(model.doGenerateCalls[2]?.prompt)).toMatch(/error-text.*the station is down/);
  });

  it('sees images and files, and fetches no address that its caller names', async () => {
    const { create, reaches, model } = serverWith([{ text: 'A dot.' }]);
    const png = 'data:image/png;base64,iVBORw0KGgo=';
    const message = {
      message: 'What is it?',
      images: [png],
      files: [
        { name: 'a.txt', type: 'base64', source: 'aGVsbG8=', media_type: 'text/plain' },
        { name: 'b.txt', type: 'url', source: 'http://169.254.169.254/b.txt' },
      ],
    };
    await reaches(await create({ messages: [message] }), 'completed');
    const parts = model.doGenerateCalls[0]?.prompt.at(-1)?.content as {
      type: string;
      mediaType?: string;
      text?: string;
    }[];
    expect(parts.map(({ type, mediaType }) => mediaType ?? type)).toEqual(['text', 'image/png', 'text/plain', 'text']);
    expect(parts.at(-1)?.text).toContain('169.254.169.254');
  });

  it('has no tools left once an answer is asked for', async () => {
    const { create, call, reaches, model } = serverWith([
      { call: 'weather', input: {} },
      { text: 'As far as I know.' },
    ]);
    const id = await create({ overrides: { 'agent.tools': tools } });
    await reaches(id, 'awaiting_tool_results');
    await call('POST', `/${id}/force_answer`);
    expect((await reaches(id, 'completed')).latest_answer).toBe('As far as I know.');
    expect(model.doGenerateCalls.map((each) => each.tools?.length ?? 0)).toEqual([1, 0]);
  });

  it('stops asking its model when the session is cancelled', async () => {
    const { create, call, reaches, model } = serverWith(['never']);
    const id = await create({});
    await vi.waitFor(() => expect(model.doGenerateCalls).toHaveLength(1));
    await call('DELETE', `/${id}`);
    await reaches(id, 'interrupted');
    expect(model.doGenerateCalls[0]?.abortSignal?.aborted).toBe(true);
  });

  it('ends its session with what the provider says when that fails', async () => {
    const { create, reaches } = serverWith([{ fails: new Error('the model is overloaded') }]);
    expect((await reaches(await create({}), 'failed')).status.error).toContain('the model is overloaded');
  });
});
