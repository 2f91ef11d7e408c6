import { describe, expect, it } from 'vitest';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestServer, outline, type TestServer } from './helpers/test-server.js';

const STATES = ['queued', 'pending', 'running', 'awaiting_tool_results', 'paused', 'idle', 'completed'] as const;
type StateWord = (typeof STATES)[number];

/** Brings a session into a state and hands it over. */
async function sessionIn(state: StateWord, options: { lenient?: boolean } = {}) {
  const launch = () => (state === 'pending' ? new Promise<void>(() => {}) : Promise.resolve());
  const led = ledAgent('test/led', { launch });
  const server = createTestServer({ ...options, agents: [led.agent], limits: { maxActiveSessions: 1 } });
  const { clock, create, command } = server;
  const agent = 'test/led';
  if (state === 'queued') {
    await create({ agent });
    const { id } = await create({ agent });
    return { ...server, id, led };
  }
  const { id } = await create({ agent, idle_timeout_s: state === 'idle' ? 60 : null });
  await clock.settle();
  if (state === 'awaiting_tool_results')
    void led.context.callTools([{ tool_name: 'ask', id: 'call-1' }]).catch(() => {});
  if (state === 'paused') {
    await command(id, 'pause');
    led.give(step());
  }
  if (state === 'idle' || state === 'completed') led.give(answer('done'), 'return');
  await clock.settle();
  return { ...server, id, led };
}

async function send(server: TestServer, id: string, command: string): Promise<Response> {
  const path = `/api/v2/sessions/${id}`;
  switch (command) {
    case 'message':
      return server.call('POST', `${path}/messages`, { body: { type: 'user_message', message: 'hi' } });
    case 'tool_results':
      return server.call('POST', `${path}/tool_results`, {
        body: { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'call-1' }, result: 42 },
      });
    case 'cancel':
      return server.call('DELETE', path);
    default:
      return server.call('POST', `${path}/${command}`);
  }
}

/** command → state → code, and the status word it leaves (`=`: unchanged). */
const TABLE: Record<string, Record<StateWord, readonly [code: number, after: string]>> = {
  message: {
    queued: [202, '='],
    pending: [202, '='],
    running: [202, '='],
    awaiting_tool_results: [202, '='],
    paused: [202, 'running'],
    idle: [202, 'running'],
    completed: [409, '='],
  },
  pause: {
    queued: [409, '='],
    pending: [202, 'paused'],
    running: [202, '='],
    awaiting_tool_results: [202, 'paused'],
    paused: [202, '='],
    idle: [409, '='],
    completed: [409, '='],
  },
  resume: {
    queued: [409, '='],
    pending: [409, '='],
    running: [202, '='],
    awaiting_tool_results: [202, '='],
    paused: [202, 'running'],
    idle: [409, '='],
    completed: [409, '='],
  },
  force_answer: {
    queued: [409, '='],
    pending: [409, '='],
    running: [202, '='],
    awaiting_tool_results: [202, 'running'],
    paused: [202, 'running'],
    idle: [409, '='],
    completed: [409, '='],
  },
  tool_results: {
    queued: [409, '='],
    pending: [409, '='],
    running: [409, '='],
    awaiting_tool_results: [202, 'running'],
    paused: [409, '='],
    idle: [409, '='],
    completed: [409, '='],
  },
  cancel: {
    queued: [204, 'interrupted'],
    pending: [204, 'interrupted'],
    running: [204, 'interrupted'],
    awaiting_tool_results: [204, 'interrupted'],
    paused: [204, 'interrupted'],
    idle: [204, 'interrupted'],
    completed: [204, '='],
  },
};

describe.each(Object.keys(TABLE))('%s', (command) => {
  it.each(STATES)('to a session that is %s', async (state) => {
    const server = await sessionIn(state);
    expect((await server.status(server.id)).status).toBe(state);
    const [code, after] = TABLE[command]![state];
    const response = await send(server, server.id, command);
    expect(response.status).toBe(code);
    if (response.status === 409) {
      const body = (await response.json()) as { detail: Record<string, unknown>[] };
      expect(body.detail[0]).toMatchObject({
        type: 'command_refused',
        command: expect.any(String),
        status: expect.any(String),
        event_index: expect.any(Number),
        allowed: expect.any(Array),
      });
    }
    await server.clock.settle();
    expect((await server.status(server.id)).status).toBe(after === '=' ? state : after);
  });
});

describe('the lenient switch', () => {
  it.each(STATES)('answers commands to a session that is %s as the documents do', async (state) => {
    for (const command of ['message', 'pause', 'resume', 'force_answer', 'tool_results']) {
      const server = await sessionIn(state, { lenient: true });
      const { status } = await send(server, server.id, command);
      const documented =
        state !== 'completed' ? 202 : command === 'message' ? 400 : command === 'tool_results' ? 409 : 202;
      expect(status, `${command} in ${state}`).toBe(documented);
    }
  });
});

describe('a pause', () => {
  it('takes hold between steps, keeps the run where it is, and is taken back by resume', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent] });
    const { id } = await server.create({ agent: 'test/led' });
    await server.clock.settle();
    expect(await server.command(id, 'pause')).toBe(202);
    expect((await server.status(id)).status).toBe('running');
    expect(await server.command(id, 'resume')).toBe(202);
    led.give(step());
    await server.clock.settle();
    expect((await server.status(id)).status).toBe('running');
    await server.command(id, 'pause');
    led.give(step());
    await server.clock.settle();
    expect((await server.status(id)).status).toBe('paused');
    led.give(answer('later'), 'return');
    await server.clock.settle();
    expect((await server.status(id)).status).toBe('paused');
    await server.command(id, 'resume');
    await server.clock.settle();
    expect((await server.session(id)).latest_answer).toBe('later');
  });

  it.each(['message', 'resume', 'force_answer'] as const)(
    'that a %s follows in the same step is over with it, and all can see that it was',
    async (name) => {
      const led = ledAgent();
      const server = createTestServer({ agents: [led.agent] });
      const { id } = await server.create({ agent: 'test/led' });
      await server.clock.settle();
      await server.command(id, 'pause');
      expect(await (name === 'message' ? server.message(id, 'go on') : server.command(id, name))).toBe(202);
      expect((await server.status(id)).status).toBe('running');
      expect(
        outline(await server.events(id))
          .filter((line) => /flow_event|StatusChange/.test(line))
          .slice(0, 4),
      ).toEqual([
        'Agent:flow_event:pause',
        'AgentRunStatusChange:paused',
        'Agent:flow_event:resume',
        'AgentRunStatusChange:running',
      ]);
      led.give(step(), answer('done'), 'return');
      await server.clock.settle();
      if (name === 'message') led.give(answer('heard'), 'return');
      await server.clock.settle();
      expect((await server.status(id)).status).toBe('completed');
    },
  );
});

describe('force answer', () => {
  it('shows as a flow event, is seen by the agent, and ends the turn with the first answer', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent] });
    const { id } = await server.create({ agent: 'test/led' });
    await server.clock.settle();
    expect(led.context.answerRequested).toBeNull();
    await server.command(id, 'force_answer');
    expect(led.context.answerRequested).toBe('force_answer');
    led.give(answer('what I have'));
    await server.clock.settle();
    expect(await server.session(id)).toMatchObject({ latest_answer: 'what I have', status: { status: 'completed' } });
  });

  it('fails a run that goes on without answering', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent] });
    const { id } = await server.create({ agent: 'test/led' });
    await server.clock.settle();
    await server.command(id, 'force_answer');
    led.give(step(), step());
    await server.clock.settle();
    expect((await server.status(id)).status).toBe('running');
    led.give(step());
    await server.clock.settle();
    expect(await server.status(id)).toMatchObject({ status: 'failed', error_code: 'no_answer' });
  });

  it('leaves a message that came meanwhile steps of its own', async () => {
    const led = ledAgent();
    const server = createTestServer({ agents: [led.agent] });
    const { id } = await server.create({ agent: 'test/led' });
    await server.clock.settle();
    await server.command(id, 'force_answer');
    await server.message(id, 'and this');
    led.give(step(), step(), answer('what I have'));
    await server.clock.settle();
    expect(led.context).toMatchObject({ answerRequested: 'force_answer', messages: [{ message: 'and this' }] });
    led.give(step(), step(), answer('and that'));
    await server.clock.settle();
    expect(await server.session(id)).toMatchObject({ latest_answer: 'and that', status: { status: 'completed' } });
  });
});
