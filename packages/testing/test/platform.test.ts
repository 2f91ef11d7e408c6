import { createClient } from '@agent-session/client';
import { watchSession } from '@agent-session/rxjs';
import { describe, expect, test, vi } from 'vitest';
import {
  FAULT_KIND_NAMES,
  createTestPlatform,
  script,
  scriptFromJson,
  type FaultKind,
  type TestPlatform,
  type TestPlatformOptions,
} from '../src/index.js';
import '../src/vitest.js';

function clientOf(platform: TestPlatform) {
  const { baseUrl, apiKey, fetch, clientClock: clock } = platform;
  return createClient({ baseUrl, apiKey, fetch, clock });
}

const isSessionWide = (kind: FaultKind) => kind === 'skipped-status' || kind === 'empty-after-end';

/** Kinds that end a stream, as they should. */
const permanent: readonly FaultKind[] = ['unauthorized-401', 'not-found-404', 'invalid-422'];
const survivable = FAULT_KIND_NAMES.filter((kind) => !permanent.includes(kind));

/** Lets time pass while the code under test waits, as a test of a user would. */
async function follow(options: TestPlatformOptions) {
  const platform = createTestPlatform(options);
  const client = createClient({ ...clientOptions(platform), retry: false });
  const { id } = await platform.until(client.create({ agent: platform.agent, messages: 'go', max_time_s: 100_000 }));
  const live = watchSession(client, id, { clock: platform.clientClock, random: () => 0.5 });
  const settlement = await platform.until(live.settled());
  await platform.close();
  return { platform, id, settlement, log: live.log() };
}

const clientOptions = ({ baseUrl, apiKey, fetch, clientClock: clock }: TestPlatform) => ({
  baseUrl,
  apiKey,
  fetch,
  clock,
});

describe('a test platform', () => {
  test('plays a script as its clock is moved on', async () => {
    const platform = createTestPlatform({ script: script().starts().waits({ seconds: 60 }).answers('done') });
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent, messages: 'go' });
    await platform.advance({ seconds: 59 });
    expect((await client.status(id)).status).toBe('running');
    await platform.advance({ seconds: 1 });
    expect(await client.get(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'done' });
    await platform.close();
  });

  test('gives everything a run is made of from the seed alone', async () => {
    const play = async () => {
      const { platform, id, log } = await follow({ seed: 11, faults: { rate: 0.3, kinds: survivable }, script: slow });
      return JSON.stringify([id, log, platform.faults.counts]);
    };
    expect(await play()).toBe(await play());
  });

  test('runs a week of an interactive session in as many steps as something happens', async () => {
    const platform = createTestPlatform({
      script: script().step('Thinking.').answers('first').nextTurn().waits({ seconds: 3600 }).echoes(),
    });
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent, messages: 'go', idle_timeout_s: 2 * 86_400 });
    const timers = vi.spyOn(platform.clock, 'setTimeout');
    for (let day = 1; day <= 7; day += 1) {
      await platform.advance({ days: 1 });
      await client.message(id, `day ${day}`);
      await platform.advance({ hours: 1 });
      expect((await client.get(id)).latest_answer).toBe(`day ${day}`);
    }
    expect(timers.mock.calls.length).toBeLessThan(7 * 10);
    await platform.advance({ days: 3 });
    expect((await client.status(id)).status).toBe('completed');
    await platform.close();
  });

  test('keeps its sessions over a restart', async () => {
    const platform = createTestPlatform({ script: script().step('Hi.').answers('first') });
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent, idle_timeout_s: 60 });
    await platform.settle();
    await platform.restart();
    await client.message(id, 'again');
    await platform.settle();
    expect(await platform.events(id)).toHaveEmitted('message_event', { content: ['again'] });
    await platform.close();
  });

  test('says so when nothing can settle what is waited for', async () => {
    const platform = createTestPlatform();
    await expect(platform.until(new Promise(() => undefined), { minutes: 5 })).rejects.toThrow('not settled after');
    await platform.close();
    await expect(platform.until(new Promise(() => undefined))).rejects.toThrow('Nothing is left on the clock');
  });

  test('refuses durations, scripts and faults that make no sense', async () => {
    const platform = createTestPlatform();
    await expect(platform.advance({ seconds: -1 })).rejects.toThrow('Time passes forwards');
    await expect(platform.advance({ weeks: 1 } as never)).rejects.toThrow('no "weeks"');
    await expect(platform.advance({})).rejects.toThrow('at least one of milliseconds, seconds');
    await expect(platform.advance(5 as never)).rejects.toThrow('an object such as { seconds: 60 }, not 5');
    await expect(platform.advance(undefined as never)).rejects.toThrow('not undefined');
    await expect(platform.advance({ seconds: '5' as never })).rejects.toThrow('are a number, not "5"');
    await expect(platform.advance({ hours: Number.NaN })).rejects.toThrow('are a number, not NaN');
    await expect(platform.advance({ days: Infinity })).rejects.toThrow('at most 100 years');
    await expect(platform.until(Promise.resolve(), { days: 1e9 })).rejects.toThrow('at most 100 years');
    await platform.close();
    expect(() => createTestPlatform({ script: { name: 'x', turns: [] } })).toThrow('"turns"');
    expect(() => createTestPlatform({ faults: [{ kind: 'gremlins' as never }] })).toThrow('faults[0]');
    expect(() => createTestPlatform({ faults: [{ kind: 'reset', at: 0 }] })).toThrow('from 1');
    expect(() => createTestPlatform({ faults: [{ kind: 'reset', on: 'nowhere' as never }] })).toThrow('no endpoint');
    expect(() => createTestPlatform({ faults: [{ kind: 'reset', probability: 2 }] })).toThrow('between 0 and 1');
    expect(() => createTestPlatform({ faults: [{ kind: 'reset', at: [] }] })).toThrow('"at" is an empty list');
    expect(() => createTestPlatform({ faults: [{ kind: 'reset', probability: 0 }] })).toThrow('never happens');
    for (const [kind, on] of [
      ['truncated-json', 'pause'],
      ['empty-storm', 'get'],
      ['duplicate-page', 'status'],
      ['illegal-status', 'quota'],
      ['skipped-status', 'get'],
    ] as const) {
      expect(() => createTestPlatform({ faults: [{ kind, on }] })).toThrow(
        `${kind} cannot happen on ${on}. It can on:`,
      );
    }
    for (const kind of ['skipped-status', 'empty-after-end'] as const) {
      expect(() => createTestPlatform({ faults: [{ kind, at: 1 }] })).toThrow('holds for a whole session');
      expect(() => createTestPlatform({ faults: [{ kind, probability: 0.5 }] })).toThrow('holds for a whole session');
    }
    expect(() => createTestPlatform({ faults: [{ kind: 'reset', when: 2 } as never] })).toThrow(
      'has no "when"; it has kind',
    );
    expect(() => createTestPlatform({ faults: { rate: 2 } })).toThrow(
      '"rate" of faults must be a number between 0 and 1, not 2',
    );
    expect(() => createTestPlatform({ faults: { kinds: ['gremlins' as never] } })).toThrow('faults.kinds has the kind');
    expect(() => createTestPlatform({ faults: { chance: 1 } as never })).toThrow('has no "chance"');
    expect(() => createTestPlatform({ script: '{}' as never })).toThrow('goes through scriptFromJson()');
    expect(() => createTestPlatform({ script: null as never })).toThrow('this is null');
    expect(() => createTestPlatform({ script: [] })).toThrow('no agent');
    expect(() => createTestPlatform({ scripts: [] } as never)).toThrow('createTestPlatform() has no "scripts"; it has');
    expect(() => createTestPlatform({ server: { limit: {} } as never })).toThrow('has no "limit"; it has limits');
    expect(() => createTestPlatform({ server: { limits: { maxActive: 1 } as never } })).toThrow('no limit "maxActive"');
    expect(() => createTestPlatform({ clock: {} as never })).toThrow(
      '"clock" must be one that createManualClock() made',
    );
    expect(() => createTestPlatform({ seed: '7' as never })).toThrow('a whole number or \'random\', not "7"');
    expect(() => createTestPlatform({ faults: { rate: '0.1' as never } })).toThrow('between 0 and 1, not "0.1"');
    expect(() => createTestPlatform({ faults: ['reset' as never] })).toThrow(
      'faults[0] must be { kind, … }, not "reset"',
    );
    expect(() => createTestPlatform({ faults: { kinds: 'reset' as never } })).toThrow('must be a list, not "reset"');
  });
});

/** Long enough to be met by faults. */
const slow = script()
  .step('One.')
  .waits({ seconds: 30 })
  .step('Two.')
  .waits({ seconds: 30 })
  .step('Three.')
  .waits({ seconds: 3600 })
  .answers('done');

describe('a script', () => {
  const finalStatus = async (options: TestPlatformOptions, request = {}) => {
    const platform = createTestPlatform(options);
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent, messages: 'go', ...request });
    await platform.advance({ hours: 2 });
    const session = await client.get(id);
    const events = await platform.events(id);
    await platform.close();
    return { status: session.status, answer: session.latest_answer, events };
  };

  test('is pending for as long as its launch takes', async () => {
    const platform = createTestPlatform({ script: script().launches({ seconds: 10 }).starts().answers('x') });
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent, messages: 'go' });
    await platform.advance({ seconds: 9 });
    expect(await client.get(id)).toMatchObject({ status: { status: 'pending' }, started_at: null });
    await platform.advance({ seconds: 1 });
    expect((await client.status(id)).status).toBe('completed');
    expect(() => script().launches({ seconds: -1 })).toThrow('Time passes forwards');
    await platform.close();
  });

  test('pauses the run at a step, until it is resumed', async () => {
    const stays = await finalStatus({ script: script().starts().step({ content: 'Look.' }).pausesAt(3).answers('x') });
    expect(stays.status.status).toBe('paused');
    expect(stays.events.filter(({ data }) => (data as { kind?: string }).kind === 'policy_event')).toHaveLength(3);
    const resumes = await finalStatus({ script: script().step('Look.').pausesAt(1, { forSeconds: 60 }).answers('x') });
    expect(resumes.status.status).toBe('completed');
    expect(resumes.events).toHaveStatusSequence(['pending', 'running', 'paused', 'running', 'completed']);
  });

  test('fails, times out, is cancelled, is forced to answer', async () => {
    expect((await finalStatus({ script: script().fails('Gone.', 'environment_error') })).status).toMatchObject({
      status: 'failed',
      error: 'Gone.',
      error_code: 'environment_error',
    });
    expect((await finalStatus({ script: script().timesOut() }, { max_time_s: 5 })).status.status).toBe('timed_out');
    expect((await finalStatus({ script: script().step('x').isCancelled().step('y') })).status.status).toBe(
      'interrupted',
    );
    const forced = await finalStatus({ script: script().step('x').isForcedToAnswer().step('y').answers('early') });
    expect([forced.status.status, forced.answer]).toEqual(['completed', 'early']);
  });

  test('calls tools and hears messages', async () => {
    const platform = createTestPlatform({
      script: script().callsTools({ tool_name: 'ask' }).callsTools({ tool_name: 'ask' }).hears().echoes(),
    });
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent });
    await platform.settle();
    for (const call of ['call-1', 'call-2']) {
      await client.toolResults(id, [{ kind: 'tool_result', tool_req: { tool_name: 'ask', id: call }, result: 1 }]);
      await platform.settle();
    }
    await client.message(id, 'heard');
    await platform.advance({ seconds: 1 });
    expect((await client.get(id)).latest_answer).toBe('heard');
    expect(await platform.events(id)).toHaveReached('awaitingTools');
    await platform.close();
  });

  test('is the same from a JSON file', async () => {
    const written = script('test/file').step('Look.').answers({ n: 1 });
    const text = JSON.stringify(written);
    for (const file of [text, JSON.parse(text) as unknown]) {
      expect(scriptFromJson(file)).toEqual(written.toJSON());
      expect((await finalStatus({ script: scriptFromJson(file) })).answer).toEqual({ n: 1 });
    }
    expect(() => scriptFromJson('{')).toThrow('The script is not JSON');
    expect(() => scriptFromJson({ name: 'x', turns: [[{ kind: 'wait' }]] })).toThrow('turns[0][0]: "seconds" of wait');
  });

  test('refuses a step that makes no sense where it is written', () => {
    expect(() => script().waits({ seconds: -1 })).toThrow('Time passes forwards');
    expect(() => script().waits(5 as never)).toThrow('A duration is an object such as { seconds: 60 }, not 5');
    expect(script().waits({ minutes: 2 }).toJSON().turns).toEqual([[{ kind: 'wait', seconds: 120 }]]);
    expect(() => script().answers(undefined as never)).toThrow('script().answers(): there is an answer_event without');
    expect(() => script().step(7 as never)).toThrow('script().step(): there is a policy_event that is not');
    expect(() => script().callsTools()).toThrow('script().callsTools(): "calls" of call_tools must be a list of calls');
    expect(() => script().callsTools('ask' as never)).toThrow('each with a "tool_name"');
    expect(() => script().fails('x', 'boredom' as never)).toThrow('script().fails(): "code" of fail must be one of');
    expect(() => script().pausesAt(1, { forSeconds: -1 })).toThrow('must be a number of at least 0, not -1');
    expect(() => script().does({ kind: 'dance' } as never)).toThrow(
      'script().does() has the kind "dance"; known: wait',
    );
    expect(() => scriptFromJson([])).toThrow('A script is an object with "name" and "turns"');
  });

  test('refuses a step that cannot happen where it stands', () => {
    expect(() => script().step('x').starts()).toThrow('starts() stands at the beginning of a script');
    expect(() => script().starts().starts()).toThrow('stands at the beginning');
    expect(() => script().starts().launches({ seconds: 1 })).toThrow('launches() stands at the beginning of a script');
    expect(() => script().answers('x').nextTurn().starts()).toThrow('stands at the beginning');
    expect(() => script().fails('x').answers('y')).toThrow('answers() after fails() never happens: the run is over.');
    expect(() => script().timesOut().pausesAt(1)).toThrow('pausesAt() after timesOut() never happens');
    expect(script().fails('x').nextTurn().answers('y').toJSON().turns).toHaveLength(2);
  });

  test('is not changed by what is added to it', () => {
    const begun = script().step('One.');
    begun.answers('x');
    expect(begun.toJSON().turns).toEqual([[{ kind: 'policy_event', content: 'One.' }]]);
    expect(() => begun.pausesAt(0)).toThrow('counted from 1');
  });
});

describe('faults', () => {
  test.each(survivable)('%s can be asked for, and a followed session comes through it', async (kind) => {
    const { platform, settlement } = await follow({
      script: slow,
      faults: [{ kind, ...(kind === 'asleep' ? { at: 2 } : isSessionWide(kind) ? {} : { at: [1, 2, 3, 4, 5, 6] }) }],
    });
    expect(settlement.status).toBe(kind === 'restart' ? 'failed' : 'completed');
    expect(platform.faults.counts[kind]).toBeGreaterThan(0);
  });

  test.each(permanent)('%s ends a followed session with an error', async (kind) => {
    await expect(follow({ script: slow, faults: [{ kind, at: 2 }] })).rejects.toThrow();
  });

  test('happen at the first request where they can, from the one a rule names on', async () => {
    const platform = createTestPlatform({ script: slow, faults: [{ kind: 'truncated-json', on: 'changes', at: 2 }] });
    const { id } = await clientOf(platform).create({ agent: platform.agent });
    await platform.settle();
    const read = async (fromIndex: number) => {
      const headers = { authorization: `Bearer ${platform.apiKey}` };
      const response = await platform.fetch(
        `${platform.baseUrl}/api/v2/sessions/${id}/changes?from_index=${fromIndex}`,
        { headers },
      );
      const body: unknown = response.status === 204 ? null : await response.json().catch(() => 'cut off');
      return [response.status, body];
    };
    expect(await read(0)).toEqual([200, expect.objectContaining({ status: 'running' })]);
    expect(await read(1000)).toEqual([204, null]);
    expect(platform.faults.counts['truncated-json']).toBe(0);
    expect(await read(0)).toEqual([200, 'cut off']);
    expect(await read(0)).toEqual([200, expect.objectContaining({ status: 'running' })]);
    await platform.close();
  });

  test('that were asked for by name and never came fail the platform when it closes', async () => {
    const platform = createTestPlatform({
      script: slow,
      faults: [
        { kind: 'reset', at: 5_000 },
        { kind: 'limited-429', on: 'message' },
        { kind: 'delay', probability: 0.001 },
      ],
    });
    platform.faults.next('refused', { on: 'pause' });
    await clientOf(platform).create({ agent: platform.agent });
    const closed = platform.close();
    await expect(closed).rejects.toThrow(/reset at 5000; limited-429 on message; refused on pause at 1\./);
    await expect(closed).rejects.toMatchObject({ name: 'FaultUnmetError', code: 'fault-unmet' });
    expect(platform.clock.pendingTimers).toBe(0);
  });

  test('can be asked for while the test runs', async () => {
    const platform = createTestPlatform({ script: slow });
    const client = createClient({ ...clientOptions(platform), retry: false });
    const { id } = await client.create({ agent: platform.agent });
    await client.status(id);
    platform.faults.next('unavailable-503', { on: 'status' });
    await client.get(id);
    await expect(client.status(id)).rejects.toMatchObject({ status: 503 });
    expect((await client.status(id)).status).toBe('running');
    platform.faults.next('reset');
    await expect(client.get(id)).rejects.toThrow();
    expect(() => platform.faults.next('empty-storm', { on: 'get' })).toThrow('cannot happen on get');
    await platform.close();
  });

  test('serve no session what was told of another', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const platform = createTestPlatform({ script: slow, seed, faults: { rate: 1, kinds: ['duplicate-page'] } });
      const client = clientOf(platform);
      const read = async (id: string, fromIndex: number) => {
        const reading = await client.changes(id, { fromIndex });
        return (reading.kind === 'page' && reading.page.new_events) || [];
      };
      const ids = [];
      for (const message of ['for A', 'for B'])
        ids.push((await client.create({ agent: platform.agent, messages: message })).id);
      await platform.advance({ seconds: 31 });
      const [a = '', b = ''] = ids;
      await read(a, 0);
      const own = JSON.stringify(await platform.events(b));
      for (const fromIndex of [0, 1, 2]) {
        for (const event of await read(b, fromIndex)) expect(own).toContain(JSON.stringify(event));
      }
      expect(platform.faults.counts['duplicate-page']).toBeGreaterThan(0);
      await platform.close();
    }
  });

  test('hide what they say they hide when they are asked for by name, on every seed', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const platform = createTestPlatform({ script: slow, seed, faults: [{ kind: 'skipped-status' }] });
      const client = clientOf(platform);
      const { id } = await client.create({ agent: platform.agent });
      await platform.advance({ hours: 2 });
      const reading = await client.changes(id);
      const events = (reading.kind === 'page' && reading.page.new_events) || [];
      const types = events.map(({ type }) => type);
      expect(types).toContain('XAgentCompletionEvent');
      await platform.close();
    }
  });

  test('under a rate end no session', async () => {
    const platform = createTestPlatform({ script: slow, faults: { rate: 1 } });
    for (let read = 0; read < 200; read += 1) {
      await platform
        .until(platform.fetch(`${platform.baseUrl}/api/v2/sessions/x/status`, { signal: AbortSignal.timeout(5) }))
        .catch(() => undefined);
    }
    for (const kind of permanent) expect(platform.faults.counts[kind]).toBe(0);
    await platform.close();
  });

  test('leave nothing on the clock', async () => {
    const platform = createTestPlatform({ script: slow, faults: [{ kind: 'outage' }] });
    await expect(platform.fetch(`${platform.baseUrl}/api/v2/sessions/x/status`)).rejects.toThrow('fetch failed');
    await platform.close();
    expect(platform.clock.pendingTimers).toBe(0);
  });

  test('meet the endpoint and the request a rule names, writes too', async () => {
    const platform = createTestPlatform({
      script: slow,
      faults: [{ kind: 'reset', on: 'message', at: 2 }],
    });
    const client = clientOf(platform);
    const { id } = await client.create({ agent: platform.agent });
    await client.message(id, 'one');
    await expect(client.message(id, 'two')).rejects.toMatchObject({ code: 'delivery-unknown' });
    await client.message(id, 'three');
    expect(platform.faults.counts.reset).toBe(1);
    await platform.close();
  });
});
