import { describe, expect, it, vi } from 'vitest';
import { waitOn } from '../time/wait-on.js';
import { createTestClock } from '../../test/helpers/test-clock.js';
import { createTestServer, outline } from '../../test/helpers/test-server.js';
import type { Script } from './script.js';
import { scriptedAgent } from './scripted.js';

function play(script: Script) {
  const clock = createTestClock();
  return createTestServer({ clock, agents: [scriptedAgent(script, { wait: waitOn(clock) })] });
}

describe('a scripted agent', () => {
  const script: Script = {
    name: 'demo/script',
    turns: [
      [
        { kind: 'policy_event', content: 'Thinking.' },
        { kind: 'wait', seconds: 5 },
        { kind: 'call_tools', calls: [{ tool_name: 'ask', id: 'c1' }] },
        { kind: 'take_message' },
        { kind: 'echo' },
      ],
      [{ kind: 'answer_event', answer: 'Second turn.' }],
    ],
  };

  it('plays its turns, waiting on the clock, its caller and its messages', async () => {
    const { create, clock, status, call, message, session, events } = play(script);
    const { id } = await create({ agent: 'demo/script', idle_timeout_s: 60 });
    await clock.advance(4999);
    expect((await status(id)).status).toBe('running');
    await clock.advance(1);
    expect((await status(id)).status).toBe('awaiting_tool_results');
    await call('POST', `/api/v2/sessions/${id}/tool_results`, {
      body: { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'c1' } },
    });
    await message(id, 'parrot');
    await clock.settle();
    expect(await session(id)).toMatchObject({ status: { status: 'idle' }, latest_answer: 'parrot' });
    await message(id, 'again');
    await clock.settle();
    expect((await session(id)).latest_answer).toBe('Second turn.');
    expect(outline(await events(id)).filter((line) => line.startsWith('ActiveStateChange'))).toEqual([
      'ActiveStateChange:awaiting_tool_results',
      'ActiveStateChange:running',
      'ActiveStateChange:idle',
      'ActiveStateChange:running',
      'ActiveStateChange:idle',
    ]);
  });

  it('answers early when it is asked to, and stops waiting when it is cancelled', async () => {
    const { create, clock, command, cancel, session } = play(script);
    const asked = await create({ agent: 'demo/script', messages: 'now' });
    const cancelled = await create({ agent: 'demo/script' });
    await clock.settle();
    await command(asked.id, 'force_answer');
    await cancel(cancelled.id);
    await clock.advance(5000);
    expect(await session(asked.id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'now' });
    expect((await session(cancelled.id)).status.status).toBe('interrupted');
  });

  it.each([
    [null, /object/],
    [{ turns: [] }, /name/],
    [{ name: 'x', turns: [] }, /at least one/],
    [{ name: 'x', turn: [[]], turns: [[]] }, /the script: a script has no "turn"; it may have "name"/],
    [{ name: 'x', turns: [[{ kind: 'dance' }]] }, /turns\[0\]\[0\].*"dance"/],
    [
      { name: 'x', turns: [[{ kind: 'wait', seconds: -1 }]] },
      /"seconds" of wait must be a number of at least 0, not -1/,
    ],
    [{ name: 'x', turns: [[{ kind: 'wait', secs: 1 }]] }, /wait has no "secs"; it may have "seconds"/],
    [{ name: 'x', turns: [[{ kind: 'echo', answer: 1 }]] }, /echo has no "answer"; it takes no fields/],
    [{ name: 'x', turns: [[{ kind: 'call_tools', calls: [{}] }]] }, /each with a "tool_name"/],
    [
      { name: 'x', turns: [[{ kind: 'policy_event', content: 7 }]] },
      /turns\[0\]\[0\]: there is a policy_event that is not/,
    ],
    [{ name: 'x', turns: [[{ kind: 'answer_event' }]] }, /an answer_event without an answer/],
    [
      { name: 'x', turns: [[{ kind: 'flow_event', flow: 'pause', origin: 'x' }]] },
      /known: wait, .*observation_event\.$/,
    ],
  ])('%j is refused with the place that is wrong', (script, why) => {
    expect(() => scriptedAgent(script as never, { wait: async () => undefined })).toThrow(why);
  });

  it('is pending for as long as the script says', async () => {
    const { create, clock, status } = play({ ...script, launchSeconds: 3 });
    const { id } = await create({ agent: 'demo/script' });
    await clock.advance(2999);
    expect((await status(id)).status).toBe('pending');
    await clock.advance(1);
    expect((await status(id)).status).toBe('running');
    expect(() => play({ ...script, launchSeconds: -1 })).toThrow(/"launchSeconds" of a script must be a number/);
  });

  it('of another copy of the package fails with its own code, as it does in a bundled server', async () => {
    vi.resetModules();
    const { scriptedAgent: another } = await import('./scripted.js');
    expect(another).not.toBe(scriptedAgent);
    const clock = createTestClock();
    const failing: Script = {
      name: 'demo/failing',
      turns: [[{ kind: 'fail', error: 'The browser is gone.', code: 'environment_error' }]],
    };
    const { create, status } = createTestServer({ clock, agents: [another(failing, { wait: waitOn(clock) })] });
    const { id } = await create({ agent: 'demo/failing' });
    await clock.settle();
    expect(await status(id)).toMatchObject({ error: 'The browser is gone.', error_code: 'environment_error' });
  });

  it('fails with the code the script names', async () => {
    const { create, clock, status } = play({
      name: 'demo/failing',
      turns: [[{ kind: 'fail', error: 'The browser is gone.', code: 'environment_error' }]],
    });
    const { id } = await create({ agent: 'demo/failing' });
    await clock.settle();
    expect(await status(id)).toMatchObject({ error: 'The browser is gone.', error_code: 'environment_error' });
  });

  it('times out with the run, and says what is missing when the run has no time limit', async () => {
    const { create, clock, status } = play({ name: 'demo/slow', turns: [[{ kind: 'time_out' }]] });
    const limited = await create({ agent: 'demo/slow', max_time_s: 10 });
    const unlimited = await create({ agent: 'demo/slow' });
    await clock.advance(41_000);
    expect((await status(limited.id)).status).toBe('timed_out');
    expect(await status(unlimited.id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('max_time_s'),
    });
  });

  it('takes messages without waiting for them where the script says so', async () => {
    const take = { kind: 'take_message', waits: false } as const;
    const { create, clock, message, session } = play({
      name: 'demo/listening',
      turns: [[take, { kind: 'wait', seconds: 5 }, take, { kind: 'echo' }]],
    });
    const { id } = await create({ agent: 'demo/listening', messages: 'first' });
    await clock.settle();
    await message(id, 'second');
    await clock.advance(5000);
    expect((await session(id)).latest_answer).toBe('second');
  });

  it('sets no timer while it waits for a message', async () => {
    const { create, clock, message, command, session } = play({
      name: 'demo/patient',
      turns: [[{ kind: 'take_message' }, { kind: 'echo' }]],
    });
    const [heard, forced] = [await create({ agent: 'demo/patient' }), await create({ agent: 'demo/patient' })];
    await clock.settle();
    const timers = vi.spyOn(clock, 'setTimeout');
    await clock.advance(10_000);
    expect(timers).not.toHaveBeenCalled();
    await message(heard.id, 'at last');
    await command(forced.id, 'force_answer');
    await clock.settle();
    expect((await session(heard.id)).latest_answer).toBe('at last');
    expect((await session(forced.id)).status.status).toBe('completed');
  });

  it('keeps text as a resource', async () => {
    const { create, clock, call } = play({
      name: 'demo/saving',
      turns: [[{ kind: 'save_resource', bucket: 'files', key: 'a.txt', content: 'hi' }, { kind: 'echo' }]],
    });
    const { id } = await create({ agent: 'demo/saving', messages: 'x' });
    await clock.settle();
    const redirect = await call('GET', `/api/v2/sessions/${id}/resources/files/a.txt`);
    const saved = await call('GET', redirect.headers.get('location')!);
    expect([saved.headers.get('content-type'), await saved.text()]).toEqual(['text/plain', 'hi']);
  });

  it('hands commands to whoever steers', async () => {
    const clock = createTestClock();
    const commands: unknown[] = [];
    const script: Script = {
      name: 'demo/steered',
      turns: [[{ kind: 'command', command: 'pause', resumeAfterSeconds: 3 }, { kind: 'echo' }]],
    };
    const agent = scriptedAgent(script, {
      wait: waitOn(clock),
      command: async (sessionId, command) => void commands.push([sessionId, command]),
    });
    const server = createTestServer({ clock, agents: [agent] });
    const { id } = await server.create({ agent: 'demo/steered', messages: 'x' });
    await clock.settle();
    expect(commands).toEqual([[id, { kind: 'command', command: 'pause', resumeAfterSeconds: 3 }]]);
    expect((await server.session(id)).latest_answer).toBe('x');
  });

  it.each([
    [[{ kind: 'fail', error: 'x', code: 'bored' }], 'turns[0][0]: "code" of fail must be one of'],
    [
      [{ kind: 'save_resource', bucket: 'attic', key: 'a' }],
      'turns[0][0]: "bucket" of save_resource must be one of files',
    ],
    [[{ kind: 'command', command: 'sing' }], 'turns[0][0]: "command" of command must be one of pause'],
    [[{ kind: 'command', command: 'pause' }], 'steers its session, which nobody does here'],
  ])('refuses %j', (turn, message) => {
    expect(() => play({ name: 'demo/wrong', turns: [turn] } as unknown as Script)).toThrow(message);
  });
});
