import { checkpoint, initialState } from '@agent-session/core';
import { createManualClock } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import {
  launchSession,
  memoryLogSink,
  replaySession,
  watchSession,
  watchSessions,
  type LaunchOptions,
  type WatchOptions,
} from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';

async function running(request = {}, options: LaunchOptions = {}) {
  const clock = createManualClock();
  const platform = fakePlatform(clock, request);
  const live = await launchSession(
    platform.client,
    { agent: 'h/test', messages: 'go', ...request },
    { clock, random: () => 0.5, ...options },
  );
  platform.push('RequestStartEvent');
  platform.status = 'running';
  platform.push('AgentStartedEvent');
  return { clock, platform, live };
}

describe('days on which others hang, spin or lie', () => {
  test('a paused session is waited for at two requests per wait, and a signal ends the wait at once', async () => {
    const { clock, platform, live } = await running();
    const stop = new AbortController();
    const settled = live.settled({ signal: stop.signal }).catch((error: unknown) => error);
    await clock.advance(1_000);
    platform.status = 'paused';
    platform.push('AgentRunStatusChangeEvent', { status: 'paused' });
    await clock.advance(1_000);
    platform.requests.length = 0;
    await clock.advance(3_600_000);
    expect(live.snapshot().status).toBe('paused');
    expect(platform.requests.length).toBeLessThanOrEqual((2 * 3600) / 20 + 2);
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await settled).toBe(reason);
    await clock.advance(1_000);
    expect([platform.open, clock.pendingTimers, platform.commands]).toEqual([0, 0, []]);
  });

  test('a poll that is told not to wait is spaced all the same', async () => {
    const { clock, platform, live } = await running({}, { poll: { waitSeconds: 0 } });
    live.session$.subscribe();
    await clock.advance(1_000);
    platform.requests.length = 0;
    await clock.advance(60_000);
    expect(platform.requests.length).toBeLessThan(40);
    completeRun(platform);
    await clock.advance(10_000);
    expect(live.snapshot().status).toBe('completed');
  });

  test('a queued session is pending, its word kept, until it is launched', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    platform.status = 'queued';
    const live = watchSession(platform.client, platform.id, { clock, random: () => 0.5 });
    const words: string[] = [];
    live.session$.subscribe(({ status, wireStatus }) => {
      const both = `${status} ${wireStatus}`;
      if (both !== words.at(-1)) words.push(both);
    });
    platform.push('RequestStartEvent', { status: 'queued' });
    await clock.advance(60_000);
    platform.status = 'pending';
    platform.push('RequestStartDispatchedEvent', { status: 'pending' });
    await clock.advance(1_000);
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    await clock.advance(1_000);
    expect(words).toEqual(['pending queued', 'pending pending', 'running running']);
    expect(live.snapshot().violations.count).toBe(0);
  });

  test('a message that may have arrived is not sent again, and its echo ends the doubt', async () => {
    const { clock, platform, live } = await running({ idle_timeout_s: 600 });
    const outcomes: string[][] = [];
    live.intents$.subscribe((intents) => outcomes.push(intents.map(({ delivery }) => delivery)));
    await clock.advance(1_000);
    const { message } = platform.client;
    platform.client.message = async (...args) => {
      await message(...args);
      throw Object.assign(new Error('connection lost'), { code: 'delivery-unknown' });
    };
    await expect(live.message('more')).rejects.toMatchObject({ code: 'delivery-unknown' });
    await clock.advance(10_000);
    platform.agent('message_event', { caller_id: 'user', content: ['more'] });
    await clock.advance(1_000);
    expect(platform.commands).toEqual(['message more']);
    expect(outcomes).toEqual([[], ['unknown'], []]);
  });

  test('a command that events overtake is no longer waited for', async () => {
    const { clock, platform, live } = await running();
    const names: string[][] = [];
    live.intents$.subscribe((intents) => names.push(intents.map(({ command }) => command.name)));
    await clock.advance(1_000);
    await live.pause();
    platform.status = 'completed';
    platform.push('AgentCompletionEvent', { reason: 'finished' });
    await clock.advance(1_000);
    expect(names).toEqual([[], ['pause'], []]);
  });

  test('a wait that runs out of time leaves what was read, and can be taken up again', async () => {
    const { clock, platform, live } = await running();
    const stop = new AbortController();
    const settled = live.settled({ signal: stop.signal }).catch((error: unknown) => error);
    await clock.advance(10_000);
    stop.abort(new DOMException('Took too long.', 'TimeoutError'));
    expect(await settled).toMatchObject({ name: 'TimeoutError' });
    expect(live.log().filter(({ kind }) => kind === 'event')).toHaveLength(2);
    await clock.advance(60_000);
    platform.status = 'completed';
    platform.push('AgentCompletionEvent', { reason: 'finished' });
    const again = live.settled();
    await clock.advance(1_000);
    await expect(again).resolves.toMatchObject({ status: 'completed' });
    expect(live.log().filter(({ kind }) => kind === 'event')).toHaveLength(3);
  });

  test('an answer that does not fit ends nothing: the next one that does comes through the same stream', async () => {
    const answer_format = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
    const { clock, platform, live } = await running({ idle_timeout_s: 600, answer_format });
    const answers: unknown[] = [];
    live.answer$.subscribe(({ ok, raw }) => answers.push([ok, raw]));
    for (const answer of [{ title: 7 }, { title: 'seven' }]) {
      platform.answer = answer;
      platform.agent('answer_event', { answer });
      await clock.advance(1_000);
    }
    expect(answers).toEqual([
      [false, { title: 7 }],
      [true, { title: 'seven' }],
    ]);
  });
});

describe('options outside their range are refused by name, before anything is asked', () => {
  const wrong: readonly (readonly [string, WatchOptions])[] = [
    ['fromIndex', { fromIndex: -1 }],
    ['fromIndex', { fromIndex: 1.5 }],
    ['keepEvents', { keepEvents: 0 }],
    ['waitSeconds', { poll: { waitSeconds: 26 } }],
    ['waitSeconds', { poll: { waitSeconds: -1 } }],
    ['pageLimit', { poll: { pageLimit: 0 } }],
    ['spacingMs', { poll: { spacingMs: 0 } }],
    ['backoffCapMs', { poll: { backoffCapMs: Number.POSITIVE_INFINITY } }],
    ['graceMs', { poll: { graceMs: Number.NaN } }],
    ['until', { until: 'done' as never }],
    ['log', { log: '{"kind":"event"}' as never }],
    ['log', { log: [{ status: 'running' }] as never }],
    ['log', { log: [], logSink: memoryLogSink() }],
    ['name of a tool', { tools: { 'not a name': { description: 'x', run: () => null } } }],
    ['run', { tools: { look: { description: 'x' } as never } }],
    ['checkpoint', { checkpoint: checkpoint(initialState()), logSink: memoryLogSink() }],
  ];
  test.each(wrong)('%s of %j', async (name, options) => {
    const platform = fakePlatform(createManualClock());
    expect(() => watchSession(platform.client, platform.id, options)).toThrow(name);
    const launching = launchSession(platform.client, { agent: 'h/test', messages: 'go' }, options);
    await expect(launching).rejects.toThrow(name);
    expect(platform.requests).toEqual([]);
  });

  test('those of many sessions, and what is no recording', () => {
    const platform = fakePlatform(createManualClock());
    const client = { ...platform.client, list: () => Promise.reject(new Error('not used')) as never };
    for (const connections of [0, 1.5, Number.NaN])
      expect(() => watchSessions(client, [platform.id], { connections })).toThrow('connections');
    expect(() => watchSessions(client, {}, { refreshSeconds: 0 })).toThrow('refreshSeconds');
    expect(() => watchSessions(client, {}, { keepEvents: 0 })).toThrow('keepEvents');
    for (const which of [platform.id, undefined, null])
      expect(() => watchSessions(client, which as never)).toThrow('which must be a list of ids or a filter');
    for (const log of ['{"kind":"event"}', [{}], [null]]) expect(() => replaySession(log as never)).toThrow('log must');
  });

  test('what is no id', () => {
    const platform = fakePlatform(createManualClock());
    for (const id of [undefined, null, '', 7] as never[]) {
      expect(() => watchSession(platform.client, id)).toThrow('id must be that of a session');
    }
  });

  test('what is no client', async () => {
    for (const client of [undefined, null, 'hk-key'] as never[]) {
      expect(() => watchSession(client, 'x')).toThrow('client must be that of createClient()');
      await expect(launchSession(client, { agent: 'h/test' })).rejects.toThrow('client must be');
    }
  });

  test('those of a replay, and what its player is told', () => {
    for (const speed of [0, -1, Number.NaN, '4']) {
      expect(() => replaySession([], { speed: speed as never })).toThrow('speed');
      expect(() => replaySession([]).player.setSpeed(speed as never)).toThrow('speed');
    }
    for (const maxPauseMs of [-1, Number.NaN, '1']) {
      expect(() => replaySession([], { maxPauseMs: maxPauseMs as never })).toThrow('maxPauseMs');
    }
    for (const wrong of [Number.NaN, '1']) {
      expect(() => replaySession([]).player.seek(wrong as never)).toThrow('position');
      expect(() => replaySession([]).player.step(wrong as never)).toThrow('entries');
    }
    expect(() => replaySession([]).player.step(-1)).toThrow('entries');
  });
});
