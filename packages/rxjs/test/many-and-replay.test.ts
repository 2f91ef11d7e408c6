import { replay } from '@agent-session/core';
import { createManualClock, seededRandom } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import {
  isStreamError,
  launchSession,
  replaySession,
  watchSession,
  watchSessions,
  type LaunchClient,
} from '../src/index.js';
import { completeRun, fakePlatform, type FakePlatform } from './fake-platform.js';

/** One client for many fake platforms. */
function farm(platforms: readonly FakePlatform[]): LaunchClient {
  const of = (id: string): LaunchClient => {
    const found = platforms.find((platform) => platform.id === id);
    if (!found) throw new Error(`no ${id}`);
    return found.client;
  };
  return {
    ...(platforms[0] as FakePlatform).client,
    readChanges: (id, read) => of(id).readChanges(id, read),
    readStatus: (id, read) => of(id).readStatus(id, read),
    get: (id, read) => of(id).get(id, read),
    status: (id, read) => of(id).status(id, read),
  };
}

const none = { list: () => Promise.reject(new Error('not used')) as never };

describe('many sessions', () => {
  test('thirty sessions over four connections all end, in fair turns, one failing and one consumer slow', async () => {
    const clock = createManualClock();
    const platforms = Array.from({ length: 30 }, () => fakePlatform(clock));
    const client = { ...farm(platforms), ...none };
    let most = 0;
    for (const platform of platforms) {
      platform.interfere = () => {
        most = Math.max(
          most,
          platforms.reduce((sum, { open }) => sum + open, 0),
        );
        return platform === platforms[3] ? { reject: Object.assign(new Error('gone'), { status: 404 }) } : 'pass';
      };
      platform.push('RequestStartEvent');
    }
    const ids = platforms.map(({ id }) => id);
    const many = watchSessions(client, ids, { clock, random: seededRandom(1), connections: 4 });
    let map: ReadonlyMap<string, { readonly state: { readonly status: string } | null; readonly error: unknown }> =
      new Map();
    let completed = false;
    const seen = new Map<string, number[]>();
    many.sessions$.subscribe({ next: (sessions) => (map = sessions), complete: () => (completed = true) });
    many.events$.subscribe(({ sessionId, entry }) =>
      seen.set(sessionId, [...(seen.get(sessionId) ?? []), entry.index]),
    );
    const slow = many.session(ids[0] ?? '').events();
    await slow.next();
    await clock.advance(10_000);
    const rounds = platforms.filter((_, index) => index !== 3).map(({ requests }) => requests.length);
    expect(Math.max(...rounds)).toBeLessThanOrEqual(Math.min(...rounds) * 2);
    for (const platform of platforms) completeRun(platform);
    await clock.advance(30_000);
    expect(completed).toBe(true);
    expect(most).toBeLessThanOrEqual(4);
    expect([...map.keys()]).toEqual(ids);
    expect([...map.values()].filter(({ error }) => error !== null)).toHaveLength(1);
    expect([...map.values()].filter(({ state }) => state?.status === 'completed')).toHaveLength(29);
    for (const [id, indices] of seen) expect([id, indices]).toEqual([id, [0, 1, 2, 3, 4, 5, 6, 7]]);
    await slow.return?.();
    await clock.advance(2_000);
    expect(platforms.reduce((sum, { open }) => sum + open, 0)).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a filter that finds none says so, and rows of the list come with what it finds', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const listed: object[] = [];
    const list = () => ({
      async *[Symbol.asyncIterator]() {
        yield* listed;
      },
    });
    const client = { ...farm([platform]), list: list as never };
    const agents: (string | null | undefined)[][] = [];
    const subscription = watchSessions(client, {}, { clock, refreshSeconds: 30 }).sessions$.subscribe((sessions) =>
      agents.push([...sessions.values()].map(({ summary }) => summary?.agent)),
    );
    await clock.advance(1_000);
    expect(agents).toEqual([[]]);
    listed.push({ id: platform.id, agent: 'h/first' });
    await clock.advance(30_000);
    expect(agents.at(-1)).toEqual(['h/first']);
    listed[0] = { id: platform.id, agent: 'h/renamed' };
    await clock.advance(30_000);
    expect(agents.at(-1)).toEqual(['h/renamed']);
    subscription.unsubscribe();
  });

  test('a filter finds sessions that come later', async () => {
    const clock = createManualClock();
    const platforms = [fakePlatform(clock), fakePlatform(clock)];
    const listed = [platforms[0] as FakePlatform];
    const list = () => ({
      async *[Symbol.asyncIterator]() {
        for (const { id } of listed) yield { id };
      },
    });
    const client = { ...farm(platforms), list: list as never };
    const many = watchSessions(client, { status: 'running' }, { clock, refreshSeconds: 30 });
    const sizes: number[] = [];
    const subscription = many.sessions$.subscribe((sessions) => sizes.push(sessions.size));
    await clock.advance(1_000);
    listed.push(platforms[1] as FakePlatform);
    await clock.advance(30_000);
    expect([...new Set(sizes)]).toEqual([1, 2]);
    subscription.unsubscribe();
    await clock.advance(2_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('replay', () => {
  async function record() {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const live = await launchSession(platform.client, { agent: 'h/test', messages: 'go' }, { clock });
    live.session$.subscribe();
    await clock.advance(1_000);
    platform.push('RequestStartEvent');
    await clock.advance(4_000);
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    await clock.advance(5_000);
    completeRun(platform, 'recorded');
    await clock.advance(1_000);
    return live;
  }

  test('a recording shows through the same face what was seen live, at its pace', async () => {
    const live = await record();
    const clock = createManualClock();
    const played = replaySession(live.log(), { clock });
    const statuses: string[] = [];
    const events: number[] = [];
    played.status$.subscribe((status) => statuses.push(status));
    played.events$.subscribe(({ index }) => events.push(index));
    const settled = played.settled();
    await clock.advance(4_999);
    expect(statuses).toEqual(['pending']);
    await clock.advance(1);
    expect(statuses).toEqual(['pending', 'running']);
    await clock.advance(60_000);
    expect(events).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(played.snapshot()).toEqual(live.snapshot());
    await expect(settled).resolves.toMatchObject({ status: 'completed', answer: { value: 'recorded' } });
    expect(clock.pendingTimers).toBe(0);
  });

  test('faster, by steps, and to any place, forwards and back, without repeating an event', async () => {
    const live = await record();
    const clock = createManualClock();
    const log = live.log();
    const played = replaySession(log, { clock, autoplay: false, speed: 100 });
    const events: number[] = [];
    played.events$.subscribe(({ index }) => events.push(index));
    await clock.advance(60_000);
    expect(played.player.position).toBe(0);
    played.player.step(3);
    expect(played.snapshot()).toEqual(replay(log.slice(0, 3)));
    played.player.seek(log.length - 1);
    expect(played.snapshot()).toEqual(replay(log.slice(0, -1)));
    played.player.seek(2);
    expect(played.snapshot()).toEqual(replay(log.slice(0, 2)));
    played.player.play();
    await clock.advance(101);
    expect(played.player.position).toBe(log.length);
    expect(events).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a recording cannot be steered, and one that ends early says so', async () => {
    const live = await record();
    const clock = createManualClock();
    const played = replaySession(live.log().slice(0, 4), { clock, speed: Number.POSITIVE_INFINITY });
    await expect(played.message('hello')).rejects.toMatchObject({ code: 'replay-read-only' });
    const failure = played.settled().catch((error: unknown) => error);
    await clock.advance(1);
    expect(isStreamError(await failure, 'no-match')).toBe(true);
  });
});

describe('tools of the caller', () => {
  const call = (id: string, tool: string) => ({ id, tool_name: tool, args: { a: 1 } });

  test('a call is run once, across reconnects and republished lists; errors and unknown tools go back as errors', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const ran: string[] = [];
    const tools = {
      add: {
        description: 'Adds.',
        run: (_: unknown, { call: { id } }: { readonly call: { readonly id?: string | null } }) => {
          ran.push(String(id));
          return 3;
        },
      },
      fail: {
        description: 'Fails.',
        run() {
          throw new Error('no luck');
        },
      },
    };
    const sent: unknown[] = [];
    platform.client.toolResults = (_, results) => {
      sent.push(...(results as readonly unknown[]));
      return sent.length === 1
        ? Promise.reject(Object.assign(new Error('reset'), { code: 'delivery-unknown' }))
        : Promise.resolve();
    };
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    platform.status = 'awaiting_tool_results';
    const open = [call('1', 'add'), call('2', 'fail'), call('3', 'missing')];
    platform.push('ActiveStateChangeEvent', { state: 'awaiting_tool_results', pending_tool_calls: open });
    const live = watchSession(platform.client, platform.id, { clock, random: () => 0.5, tools });
    const subscription = live.session$.subscribe();
    await clock.advance(2_000);
    platform.push('ActiveStateChangeEvent', { state: 'awaiting_tool_results', pending_tool_calls: open.slice(1) });
    await clock.advance(2_000);
    expect(ran).toEqual(['1']);
    const told = sent.map(
      (result) => (result as { result?: unknown; error?: unknown }).result ?? (result as { error: unknown }).error,
    );
    expect(told).toHaveLength(4);
    expect(new Set(told)).toEqual(new Set([3, 'no luck', 'There is no tool "missing". There are: add, fail.']));
    subscription.unsubscribe();
    await clock.advance(2_000);
    // Another process that continues the log knows what was answered.
    const again = watchSession({ ...platform.client }, platform.id, { clock, tools, log: live.log() });
    again.session$.subscribe();
    await clock.advance(2_000);
    expect(ran).toEqual(['1']);
    expect(sent).toHaveLength(4);
  });

  test('a result that cannot be sent goes back as the error of its call, once', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const sent: unknown[] = [];
    platform.client.toolResults = (_, results) => {
      sent.push(...(results as readonly unknown[]));
      return Promise.reject(Object.assign(new Error('body is too long.'), { code: 'invalid-argument' }));
    };
    platform.push('RequestStartEvent');
    platform.push('AgentStartedEvent');
    platform.status = 'awaiting_tool_results';
    const open = [call('1', 'look')];
    platform.push('ActiveStateChangeEvent', { state: 'awaiting_tool_results', pending_tool_calls: open });
    const tools = { look: { description: 'Looks.', run: () => 'all there is' } };
    watchSession(platform.client, platform.id, { clock, tools }).session$.subscribe();
    await clock.advance(60_000);
    expect(sent).toMatchObject([
      { kind: 'tool_result', result: 'all there is' },
      { kind: 'error_event', error: 'The result of "look" cannot be sent: body is too long.' },
    ]);
  });

  test('launching tells the platform of the tools, and refuses names it would not take', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const { create } = platform.client;
    let asked: unknown;
    platform.client.create = (request) => {
      asked = request;
      return create(request);
    };
    const tool = { description: 'Adds.', inputSchema: { type: 'object' }, run: () => null };
    await launchSession(platform.client, { agent: 'h/test', messages: 'go' }, { clock, tools: { add: tool } });
    expect(asked).toMatchObject({
      overrides: { 'agent.tools': [{ name: 'add', description: 'Adds.', input_schema: { type: 'object' } }] },
    });
    await expect(
      launchSession(platform.client, { agent: 'h/test' }, { clock, tools: { 'not a name': tool } }),
    ).rejects.toThrow('cannot be the name of a tool');
  });
});
