import { ENDPOINTS, ENDPOINT_NAMES } from '@agent-session/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type AgentSessionClient } from '../src/index.js';
import { endpointCases } from './endpoint-cases.js';
import { startOurServer } from './our-server.js';
import { transports } from './transports.js';

const unknownId = '00000000-0000-4000-8000-000000000000';
const agent = 'local/clerk';

describe.each(transports)('our server over $transport', ({ fetch }) => {
  let server: Awaited<ReturnType<typeof startOurServer>>;
  let client: AgentSessionClient;
  beforeAll(async () => {
    server = await startOurServer();
    client = createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch, retry: { maxRetries: 0 } });
  });
  afterAll(() => server.close());

  /** Follows a session until it has one of these statuses. */
  async function until(id: string, ...statuses: string[]): Promise<void> {
    for (let fromIndex = 0; ;) {
      const reading = await client.changes(id, { fromIndex, waitSeconds: 5 });
      if (reading.kind === 'page') {
        if (statuses.includes(reading.page.status)) return;
        fromIndex += reading.page.new_events?.length ?? 0;
      } else if (statuses.includes((await client.status(id)).status)) return;
    }
  }

  it('runs a session from its launch to its answer, its events and its share link', async () => {
    const { id } = await client.create({ agent, messages: 'hello' });
    await until(id, 'completed');
    expect(await client.get(id)).toMatchObject({
      id,
      latest_answer: 'You said: hello',
      status: { status: 'completed' },
    });
    const types: string[] = [];
    for await (const event of client.events(id, { size: 2 })) types.push(event.type);
    expect(types).toContain('AgentStartedEvent');
    expect(types.length).toBeGreaterThan(4);
    expect(await client.events(id).page(1)).toMatchObject({ total: types.length });

    await client.feedback(id, { success: true });
    await client.eventFeedback(id, 0, { success: true });
    const { url } = await client.share(id);
    expect(url.startsWith(server.url)).toBe(true);
    const stranger = createClient({ baseUrl: server.url, apiKey: 'hk-other', fetch });
    expect(await stranger.get(id)).toMatchObject({ id });
    await client.unshare(id);
    await expect(stranger.get(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['seed', 'newest'] as const)(
    'gets a structured answer from a client of the generation %s',
    async (apiVersion) => {
      const dated = createClient({ baseUrl: server.url, apiKey: 'hk-test', fetch, apiVersion });
      const answerFormat = { type: 'object', properties: { stories: { type: 'array' } }, required: ['stories'] };
      const { id } = await dated.create({ agent, messages: 'Top 3?', answer_format: answerFormat });
      await until(id, 'completed', 'failed');
      expect(await dated.get(id)).toMatchObject({ latest_answer: { stories: [] } });
    },
  );

  it('steers a session: pause, resume, message, force answer, cancel', async () => {
    const { id } = await client.create({ agent, messages: 'wait', idle_timeout_s: 60 });
    await until(id, 'running');
    await client.pause(id);
    await client.resume(id);
    await client.message(id, 'still there?');
    await client.forceAnswer(id);
    await client.cancel(id);
    await until(id, 'interrupted');
    await expect(client.message(id, 'hello?')).rejects.toMatchObject({ code: 'refused-by-state' });
  });

  it('sends tool results', async () => {
    const { id } = await client.create({ agent, messages: 'ask' });
    await until(id, 'awaiting_tool_results');
    const call = { tool_name: 'ask', args: {}, id: 'call-1' };
    await client.toolResults(id, { kind: 'tool_result', tool_req: call, result: 42 });
    await until(id, 'completed');
    expect(await client.get(id)).toMatchObject({ latest_answer: { tool: { result: 42 } } });
  });

  it('gives one session for one Idempotency-Key, and refuses another request with it', async () => {
    const key = { idempotencyKey: 'order 1' };
    const first = await client.create({ agent, messages: 'once' }, key);
    const second = await client.create({ agent, messages: 'once' }, key);
    expect(second.id).toBe(first.id);
    await expect(client.create({ agent, messages: 'other' }, key)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('lists sessions across pages, filtered', async () => {
    const groupId = 'group 1';
    const created: string[] = [];
    for (let count = 0; count < 5; count++) {
      const { id } = await client.create({ agent, messages: 'listed', group_id: groupId });
      await until(id, 'completed');
      created.unshift(id);
    }
    const listed: string[] = [];
    for await (const { id } of client.list({ groupId, size: 2 })) listed.push(id);
    expect(listed).toEqual(created);
  });

  it('reads a resource', async () => {
    const { id } = await client.create({ agent, messages: 'draw' });
    await until(id, 'completed');
    const resource = await client.resource(id, 'screenshots', 'step 1/a+b.png');
    expect(new Uint8Array(await (await resource.blob()).arrayBuffer())).toEqual(new Uint8Array([137, 80, 78, 71]));
    expect(await client.resourceUrl(id, 'screenshots', 'step 1/a+b.png')).toMatch(/^https?:/);
  });

  it('says the quota, and that it is used up', async () => {
    expect(await client.quota()).toMatchObject({ limit: 3 });
    const waiting = await Promise.all([1, 2, 3].map(() => client.create({ agent, messages: 'wait' })));
    await expect(client.create({ agent, messages: 'one more', queue: false })).rejects.toMatchObject({
      code: 'quota',
      limit: 3,
      active: 3,
    });
    await Promise.all(waiting.map(({ id }) => client.cancel(id)));
  });

  it('rejects a key it does not know and an agent it does not have', async () => {
    const stranger = createClient({ baseUrl: server.url, apiKey: 'hk-unknown', fetch });
    await expect(stranger.quota()).rejects.toMatchObject({ code: 'authentication', status: 401 });
    await expect(client.create({ agent: 'no/such' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('names the fields it rejects', async () => {
    const request = { agent, messages: [{ type: 'user_message' as const, message: 7 as unknown as string }] };
    await expect(client.create(request)).rejects.toMatchObject({ code: 'invalid-request', status: 422 });
    const error: unknown = await client.create(request).catch((reason: unknown) => reason);
    expect(error).toHaveProperty('issues');
    expect((error as { issues: readonly unknown[] }).issues).not.toEqual([]);
  });

  it.each(ENDPOINT_NAMES.filter((name) => ENDPOINTS[name].path.includes('{id}')))(
    '%s of an unknown session is not found',
    async (name) => {
      await expect(endpointCases[name].call(client, unknownId)).rejects.toMatchObject({
        code: 'not-found',
        status: 404,
      });
    },
  );
});
