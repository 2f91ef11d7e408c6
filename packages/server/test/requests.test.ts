import { describe, expect, it } from 'vitest';
import type { Page, SessionSummary } from '@agent-session/protocol';
import { applyOverrides } from '../src/requests/apply-overrides.js';
import { answer, echo, ledAgent } from './helpers/agents.js';
import { createTestServer } from './helpers/test-server.js';

const post = (body: unknown, options = {}) => createTestServer(options).call('POST', '/api/v2/sessions', { body });
const locOf = async (response: Response) => ((await response.json()) as { detail: { loc: string[] }[] }).detail[0]!.loc;

describe('a create request', () => {
  it.each([
    ['without an agent', {}, ['body', 'agent']],
    ['with a misspelt field', { agent: 'test/echo', max_step: 3 }, ['body', 'max_step']],
    ['with no steps', { agent: 'test/echo', max_steps: 0 }, ['body', 'max_steps']],
    ['with half a step', { agent: 'test/echo', max_steps: 1.5 }, ['body', 'max_steps']],
    ['with no time', { agent: 'test/echo', max_time_s: 0 }, ['body', 'max_time_s']],
    ['with a fraction of an idle second', { agent: 'test/echo', idle_timeout_s: 0.5 }, ['body', 'idle_timeout_s']],
    [
      'with a message without text',
      { agent: 'test/echo', messages: [{ type: 'user_message' }] },
      ['body', 'messages', 0, 'message'],
    ],
    [
      'with a schema that is none',
      { agent: 'test/echo', answer_format: { type: 'objekt' } },
      ['body', 'answer_format', 'type'],
    ],
    [
      'with an unknown override',
      { agent: 'test/echo', overrides: { 'agent.x.y': 1 } },
      ['body', 'overrides', 'agent.x.y'],
    ],
    [
      'with an override of the wrong type',
      { agent: 'test/echo', overrides: { 'agent.tools': 5 } },
      ['body', 'agent', 'tools'],
    ],
    [
      'with eleven files',
      {
        agent: 'test/echo',
        messages: { message: 'x', files: Array.from({ length: 11 }, () => ({ source: '', name: 'f' })) },
      },
      ['body', 'messages', 0, 'files'],
    ],
  ])('%s is 422 and names the place', async (_, body, loc) => {
    const response = await post(body);
    expect(response.status).toBe(422);
    expect((await locOf(response)).slice(0, loc.length)).toEqual(loc);
  });

  it.each([
    ['not JSON', '{"agent": '],
    ['empty', ''],
    ['a list', '[]'],
    ['text', '"agent"'],
    ['null', 'null'],
    ['nested too deep', `{"agent":"test/echo","overrides":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`],
    ['a tower of brackets', '['.repeat(200_000)],
  ])('that is %s is 422', async (_, body) => {
    expect((await post(body)).status).toBe(422);
  });

  it('names an agent that is there, by id or written out', async () => {
    const unknown = await post({ agent: 'h/nobody' });
    expect(unknown.status).toBe(404);
    expect(((await unknown.json()) as { message: string }).message).toContain('test/echo');
    const spec = { name: 'h/nobody', description: 'x', environments: [] };
    expect((await post({ agent: spec })).status).toBe(400);
    expect((await post({ agent: { ...spec, name: 'test/echo' } })).status).toBe(201);
  });

  it('is echoed with its agent written out, overrides applied, and the rest as it came', async () => {
    const agent = { ...echo, spec: { environments: [{ kind: 'web', id: 'b', start_url: 'https://a.example' }] } };
    const { create } = createTestServer({ agents: [agent] });
    const { request } = await create({
      messages: 'hi',
      overrides: { 'agent.environments[kind=web].start_url': 'https://b.example', 'agent.instructions': 'Be brief.' },
    });
    expect(request).toMatchObject({
      messages: 'hi',
      agent: {
        name: 'test/echo',
        description: 'Says what it heard.',
        instructions: 'Be brief.',
        environments: [{ start_url: 'https://b.example' }],
      },
    });
  });

  it.each([
    ['at the top level', { answer_format: { type: 'object', required: ['n'] } }],
    ['by an override', { overrides: { 'agent.answer_format': { type: 'object', required: ['n'] } } }],
    [
      'on the agent',
      {
        agent: {
          name: 'test/led',
          description: 'x',
          environments: [],
          answer_format: { type: 'object', required: ['n'] },
        },
      },
    ],
  ])('takes answer_format %s', async (_, request) => {
    const led = ledAgent();
    const { create, clock, session } = createTestServer({ agents: [led.agent] });
    const { id } = await create({ agent: 'test/led', ...request });
    await clock.settle();
    expect(led.context.answerFormat).toEqual({ type: 'object', required: ['n'] });
    led.give(answer({}), answer({ n: 1 }), 'return');
    await clock.settle();
    expect((await session(id)).latest_answer).toEqual({ n: 1 });
  });
});

describe('overrides', () => {
  const target = () => ({ agent: { name: 'x', environments: [{ kind: 'web', start_url: 'a.b' }] } });

  it('choose members of lists, and values with dots in brackets', () => {
    const { agent } = applyOverrides(target(), { 'agent.environments[start_url=a.b].kind': 'desktop' });
    expect(agent.environments[0]).toMatchObject({ kind: 'desktop' });
  });

  it('leave the input as it is', () => {
    const input = target();
    applyOverrides(input, { 'agent.name': 'y' });
    expect(input).toEqual(target());
  });

  it.each([
    'name',
    'agent',
    'agent.environments.kind',
    'agent.environments[kind=tv].x',
    'agent.name.first',
    'agent..x',
    'agent.__proto__.polluted',
    'agent.constructor.prototype.polluted',
  ])('refuse %s', (path) => {
    expect(() => applyOverrides(target(), { [path]: 1 })).toThrow(/Unknown path/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('GET sessions', () => {
  async function listed() {
    const led = ledAgent();
    const server = createTestServer({ agents: [echo, led.agent] });
    const first = await server.create({ messages: 'Alpha', group_id: 'g1' });
    await server.clock.advance(1000);
    const second = await server.create({ messages: 'beta 100%' });
    await server.clock.advance(1000);
    const third = await server.create({ agent: 'test/led', messages: 'gamma', parent_session_id: null });
    await server.clock.settle();
    const child = await server.create({ agent: 'test/led', parent_session_id: third.id });
    await server.clock.settle();
    const names = new Map([first, second, third, child].map(({ id }, index) => [id, 'abcd'[index]]));
    const list = async (query: string) => {
      const page = (await (await server.call('GET', `/api/v2/sessions?${query}`)).json()) as Page<SessionSummary>;
      return { ...page, names: page.items.map(({ id }) => names.get(id)).join('') };
    };
    return { ...server, list, first, second, third };
  }

  it('lists the newest first, in pages', async () => {
    const { list } = await listed();
    expect(await list('')).toMatchObject({ names: 'dcba', total: 4, page: 1 });
    expect(await list('size=3&page=2')).toMatchObject({ names: 'a', total: 4, page: 2 });
    expect(await list('sort=created_at&size=2')).toMatchObject({ names: 'ab', total: 4 });
    expect(await list('page=99999999999999999999')).toMatchObject({ names: '', total: 4 });
  });

  it('filters by everything the contract names', async () => {
    const { list, third, second } = await listed();
    const at = encodeURIComponent(second.created_at);
    const cases: [string, string][] = [
      ['status=running', 'dc'],
      ['status=running&status=completed', 'dcba'],
      ['agent=test/echo', 'ba'],
      ['group_id=g1', 'a'],
      [`parent_session_id=${third.id}`, 'd'],
      ['search=ALPHA', 'a'],
      ['search=100%25', 'b'],
      ['search=_', ''],
      [`created_before=${at}`, 'a'],
      [`created_after=${at}`, 'dc'],
      ['finished_before=2030-01-01T00:00:00Z', 'ba'],
      ['finished_after=2030-01-01T00:00:00Z', ''],
      ['owner=me', 'dcba'],
      ['schedule_id=00000000-0000-4000-8000-000000000000', ''],
      ['unknown=ignored', 'dcba'],
    ];
    for (const [query, names] of cases) expect((await list(query)).names, query).toBe(names);
  });

  it('tells of each session what a row tells', async () => {
    const { list, second } = await listed();
    expect((await list('search=beta')).items[0]).toMatchObject({
      id: second.id,
      agent: 'test/echo',
      status: 'completed',
      first_message: { message: 'beta 100%' },
      created_at: second.created_at,
      finished_at: expect.any(String),
      last_activity_at: expect.any(String),
    });
  });

  it.each(['size=0', 'size=101', 'page=0', 'status=asleep', 'sort=name', 'owner=you', 'created_before=yesterday'])(
    'is 422 for %s',
    async (query) => {
      expect((await createTestServer().call('GET', `/api/v2/sessions?${query}`)).status).toBe(422);
    },
  );
});

describe('GET events', () => {
  it('pages, turns round and filters by type', async () => {
    const { create, clock, call } = createTestServer();
    const { id } = await create({ messages: 'x' });
    await clock.settle();
    const list = async (query: string) => {
      const body = (await (await call('GET', `/api/v2/sessions/${id}/events?${query}`)).json()) as Page<{
        type: string;
      }>;
      return { types: body.items.map(({ type }) => type), total: body.total };
    };
    expect(await list('size=2&page=2')).toEqual({ types: ['AgentEvent', 'AgentEvent'], total: 6 });
    expect((await list('sort=-timestamp&size=1')).types).toEqual(['AgentCompletionEvent']);
    expect(await list('type=AgentEvent&size=2&page=2')).toEqual({ types: ['AgentEvent'], total: 3 });
    expect(await list('type=Nothing')).toEqual({ types: [], total: 0 });
    expect(await list('type=')).toEqual({ types: [], total: 0 });
    expect((await call('GET', `/api/v2/sessions/${id}/events?size=201`)).status).toBe(422);
  });
});

describe('feedback', () => {
  it('is kept with the session or with one of its events, and changes nothing else', async () => {
    const { create, clock, call, events } = createTestServer();
    const { id } = await create({ messages: 'x' });
    await clock.settle();
    const before = await events(id);
    const put = async (index: number | string) =>
      (
        await call('PUT', `/api/v2/sessions/${id}/events/${index}/feedback`, {
          body: { success: false, message: 'no' },
        })
      ).status;
    expect((await call('POST', `/api/v2/sessions/${id}/feedback`, { body: { success: true } })).status).toBe(204);
    expect([
      await put(0),
      await put(before.length - 1),
      await put(before.length),
      await put(-1),
      await put('x'),
    ]).toEqual([204, 204, 404, 404, 422]);
    expect((await call('POST', `/api/v2/sessions/${id}/feedback`, { body: {} })).status).toBe(422);
    expect(await events(id)).toEqual(before);
  });
});
