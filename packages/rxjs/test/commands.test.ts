import { createManualClock } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { isStreamError, launchSession, watchSession } from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';

async function interactive() {
  const clock = createManualClock();
  const platform = fakePlatform(clock, { idle_timeout_s: 600 });
  const request = { agent: 'h/test', messages: 'go', idle_timeout_s: 600 };
  const live = await launchSession(platform.client, request, { clock, random: () => 0.5 });
  const turn = (said: string, answer: string): void => {
    platform.status = 'running';
    platform.push('ActiveStateChangeEvent', { state: 'running' });
    platform.agent('message_event', { caller_id: 'user', content: [said] });
    platform.answer = answer;
    platform.agent('answer_event', { answer });
    platform.status = 'idle';
    platform.push('ActiveStateChangeEvent', { state: 'idle' });
  };
  const first = (): void => {
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    turn('go', 'one');
  };
  return { clock, platform, live, turn, first };
}

describe('answers and settlements belong to what was asked', () => {
  test('nextAnswer after a message is never the answer of the turn before', async () => {
    const { clock, platform, live, turn, first } = await interactive();
    const one = live.nextAnswer();
    first();
    await clock.advance(100);
    await expect(one).resolves.toMatchObject({ value: 'one', turn: 1 });
    await live.message('more');
    let two: unknown = null;
    void live.nextAnswer().then((answer) => (two = answer));
    await clock.advance(30_000);
    expect(two).toBeNull();
    expect(platform.status).toBe('idle');
    turn('more', 'two');
    await clock.advance(100);
    expect(two).toMatchObject({ value: 'two', turn: 2 });
  });

  test('settled after a message waits for the turn it begins, also when the message is not awaited', async () => {
    const { clock, live, turn, first } = await interactive();
    const settled = live.settled();
    first();
    await clock.advance(1000);
    await expect(settled).resolves.toMatchObject({ status: 'idle', turn: 1, answer: { value: 'one' } });
    void live.message('more');
    let next: unknown = null;
    void live.settled().then((settlement) => (next = settlement));
    await clock.advance(25_000);
    expect(next).toBeNull();
    turn('more', 'two');
    await clock.advance(1000);
    expect(next).toMatchObject({ status: 'idle', turn: 2, answer: { value: 'two' } });
  });

  test('an echo that was read before the reply to its message ends the intent all the same', async () => {
    const { clock, platform, live, turn, first } = await interactive();
    first();
    live.session$.subscribe();
    await clock.advance(1000);
    const { message } = platform.client;
    let release = (): void => undefined;
    platform.client.message = async (...args) => {
      await message(...args);
      turn('more', 'two');
      await new Promise<void>((resolve) => (release = resolve));
    };
    const sent = live.message('more');
    await clock.advance(1000);
    release();
    await sent;
    expect(live.snapshot().intents).toEqual([]);
    await expect(live.nextAnswer()).resolves.toMatchObject({ value: 'two' });
  });

  test('a message whose echo never comes no longer holds up settled once it is overdue', async () => {
    const { clock, live, first } = await interactive();
    first();
    const intents: number[] = [];
    live.intents$.subscribe((list) => intents.push(list.length));
    await clock.advance(1000);
    await live.message('lost');
    let settled = false;
    void live.settled().then(() => (settled = true));
    await clock.advance(30_000);
    expect(settled).toBe(false);
    await clock.advance(60_000);
    expect(settled).toBe(true);
    expect(intents).toEqual([0, 1, 0]);
  });

  test('nextAnswer rejects when the session ends without one, with the state on the error', async () => {
    const { clock, platform, live } = await interactive();
    const answer = live.nextAnswer().catch((error: unknown) => error);
    platform.push('RequestStartEvent');
    platform.status = 'failed';
    platform.push('AgentErrorEvent', { error: 'broke' });
    await clock.advance(1000);
    const error = await answer;
    expect(isStreamError(error, 'no-answer') && error.state.status).toBe('failed');
  });
});

describe('commands ask the state machine first', () => {
  test('what an old poll says is no reason to refuse: the status is read for that very call', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const live = watchSession(platform.client, platform.id, { clock });
    live.session$.subscribe();
    await clock.advance(100);
    platform.status = 'running';
    await live.forceAnswer();
    expect(platform.commands).toEqual(['forceAnswer']);
  });

  test('a refusal names the state and what is allowed, is recorded, and sends nothing', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    completeRun(platform);
    const live = watchSession(platform.client, platform.id, { clock });
    await Promise.race([live.settled(), clock.advance(1000)]);
    await expect(live.message('hello')).rejects.toMatchObject({ code: 'command-refused', state: 'completed' });
    await live.cancel();
    expect(platform.commands).toEqual([]);
    expect(live.log().at(-1)).toMatchObject({ kind: 'command', outcome: 'refused' });
  });

  test('what is no message and no list of results is refused by the client, which sees it as it is', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    platform.status = 'running';
    platform.push('RequestStartEvent');
    platform.push('AgentStartedEvent');
    const seen: unknown[] = [];
    const see = (_: string, what: unknown): Promise<never> => {
      seen.push(what);
      return Promise.reject(new Error('no'));
    };
    Object.assign(platform.client, { message: see });
    const live = watchSession(platform.client, platform.id, { clock });
    await expect(live.message(null as never)).rejects.toThrow('no');
    await expect(live.toolResults('x' as never)).rejects.toThrow('no tool call');
    expect(seen).toEqual([null]);
  });

  test('accepted commands are intents until their effect is seen', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    const live = watchSession(platform.client, platform.id, { clock });
    const names: string[][] = [];
    live.intents$.subscribe((intents) => names.push(intents.map(({ command }) => command.name)));
    await clock.advance(1000);
    await live.pause();
    platform.status = 'paused';
    platform.push('AgentRunStatusChangeEvent', { status: 'paused' });
    await clock.advance(1000);
    expect(names).toEqual([[], ['pause'], []]);
  });

  test('stopping to watch never cancels the run', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const live = watchSession(platform.client, platform.id, { clock });
    const subscription = live.session$.subscribe();
    await clock.advance(100);
    subscription.unsubscribe();
    await clock.advance(5000);
    expect(platform.commands).toEqual([]);
    expect(platform.open).toBe(0);
  });
});
