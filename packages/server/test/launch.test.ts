import { describe, expect, it } from 'vitest';
import { AgentFailure, waitOn } from '../src/index.js';
import { answer, ledAgent } from './helpers/agents.js';
import { restartable } from './helpers/restart.js';
import { createTestServer, outline } from './helpers/test-server.js';

/** A session whose agent gets ready when the test says so. */
async function launching(options = {}) {
  const attempts: { readonly signal: AbortSignal; ready(): void; fail(error: Error): void }[] = [];
  const led = ledAgent('test/led', {
    launch: ({ signal }) =>
      new Promise<void>((resolve, reject) => attempts.push({ signal, ready: resolve, fail: reject })),
  });
  const server = createTestServer({ agents: [led.agent], ...options });
  const { id } = await server.create({ agent: 'test/led', messages: 'go', idle_timeout_s: 60 });
  await server.clock.settle();
  return { ...server, id, led, attempts };
}

describe('while an agent gets ready', () => {
  it('its session is pending, has not started, and starts once it is', async () => {
    const { id, session, events, attempts, clock } = await launching();
    expect(await session(id)).toMatchObject({ status: { status: 'pending' }, started_at: null });
    expect(outline(await events(id))).toEqual(['RequestStart']);
    await clock.advance(5000);
    attempts[0]?.ready();
    await clock.settle();
    expect(await session(id)).toMatchObject({
      status: { status: 'running' },
      started_at: new Date(clock.now()).toISOString(),
    });
    expect(outline(await events(id))).toEqual(['RequestStart', 'AgentStarted', 'Agent:message_event']);
  });

  it('messages are kept for it', async () => {
    const { id, message, led, attempts, clock } = await launching();
    expect(await message(id, 'and this')).toBe(202);
    attempts[0]?.ready();
    await clock.settle();
    expect(led.context.messages.map((each) => each.message)).toEqual(['go', 'and this']);
  });

  it('a pause holds at once; what was made ready meanwhile is used after the resume', async () => {
    const { id, command, status, attempts, led, clock } = await launching();
    expect(await command(id, 'pause')).toBe(202);
    expect((await status(id)).status).toBe('paused');
    attempts[0]?.ready();
    await clock.settle();
    expect((await status(id)).status).toBe('paused');
    expect(led.contexts).toHaveLength(0);
    expect(await command(id, 'resume')).toBe(202);
    await clock.settle();
    expect((await status(id)).status).toBe('running');
    expect(attempts).toHaveLength(1);
  });

  it('a pause that was resumed before it was ready changes nothing but the log', async () => {
    const { id, command, status, attempts, clock } = await launching();
    await command(id, 'pause');
    await command(id, 'resume');
    expect((await status(id)).status).toBe('pending');
    attempts[0]?.ready();
    await clock.settle();
    expect((await status(id)).status).toBe('running');
  });

  it('a cancel stops it, and what it does afterwards is nobody’s', async () => {
    const { id, cancel, status, attempts, led, clock } = await launching();
    expect(await cancel(id)).toBe(204);
    expect(attempts[0]?.signal.aborted).toBe(true);
    attempts[0]?.ready();
    await clock.settle();
    expect((await status(id)).status).toBe('interrupted');
    expect(led.contexts).toHaveLength(0);
  });

  it.each([
    [new Error('no browser'), 'environment_error', 'The agent test/led could not be made ready: no browser'],
    [new AgentFailure('internal', 'The login was refused.'), 'internal', 'The login was refused.'],
  ])('%s ends the session failed', async (error, error_code, message) => {
    const { id, session, events, attempts, clock } = await launching();
    attempts[0]?.fail(error);
    await clock.settle();
    expect(await session(id)).toMatchObject({
      status: { status: 'failed', error_code, error: message },
      started_at: null,
    });
    expect(outline(await events(id))).toEqual(['RequestStart', 'AgentError']);
  });

  it('an agent that never is has failed after a while, but not while its session is paused', async () => {
    const { id, command, status, clock } = await launching({ limits: { agentSilenceMs: 1000 } });
    await command(id, 'pause');
    await clock.advance(5000);
    expect((await status(id)).status).toBe('paused');
    await command(id, 'resume');
    await clock.advance(2000);
    expect(await status(id)).toMatchObject({ status: 'failed', error_code: 'environment_error' });
    expect(clock.pendingTimers).toBe(1);
  });

  it('an agent whose launch throws at once fails its session and no other', async () => {
    const led = ledAgent('test/led', {
      launch: () => {
        throw new Error('not even a promise');
      },
    });
    const { create, status, clock } = createTestServer({ agents: [led.agent] });
    const { id } = await create({ agent: 'test/led' });
    await clock.settle();
    expect(await status(id)).toMatchObject({ status: 'failed', error_code: 'environment_error' });
  });
});

describe('an agent gets ready', () => {
  it('again when its session is reopened, and not for another turn of the same run', async () => {
    const { id, message, attempts, led, clock, status } = await launching({ reopen: true });
    attempts[0]?.ready();
    await clock.settle();
    led.give(answer('one'), 'return');
    await clock.settle();
    await message(id, 'two');
    await clock.settle();
    expect([(await status(id)).status, attempts.length]).toEqual(['running', 1]);
    led.give(answer('two'), 'return');
    await clock.advance(60_000);
    await message(id, 'three');
    await clock.settle();
    expect([(await status(id)).status, attempts.length]).toEqual(['pending', 2]);
  });

  it('again after a restart of the server', async () => {
    let launches = 0;
    const wait: { clock?: ReturnType<typeof restartable>['clock'] } = {};
    const led = ledAgent('test/led', {
      launch: async ({ signal }) => {
        launches += 1;
        await waitOn(wait.clock!)(10_000, signal);
      },
    });
    const { start, clock } = restartable({ agents: [led.agent] });
    wait.clock = clock;
    const first = await start();
    const { id } = await first.create({ agent: 'test/led' });
    await clock.settle();
    const second = await start();
    expect((await second.status(id)).status).toBe('pending');
    await clock.advance(10_000);
    expect([(await second.status(id)).status, launches]).toEqual(['running', 2]);
  });
});
