import { createManualClock } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { launchSession, watchSession } from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';

function setUp(request = {}) {
  const clock = createManualClock();
  const platform = fakePlatform(clock, request);
  const options = { clock, random: () => 0.5 };
  return { clock, platform, options };
}

describe('following one session', () => {
  test('every face sees a run from its launch to its end', async () => {
    const { clock, platform, options } = setUp();
    const live = await launchSession(platform.client, { agent: 'h/test', messages: 'go' }, options);
    const seen = { statuses: [] as string[], events: [] as number[], answers: [] as unknown[], ended: 0 };
    live.status$.subscribe({ next: (status) => seen.statuses.push(status), complete: () => (seen.ended += 1) });
    live.events$.subscribe({ next: ({ index }) => seen.events.push(index), complete: () => (seen.ended += 1) });
    live.answer$.subscribe({ next: (answer) => seen.answers.push(answer.raw), complete: () => (seen.ended += 1) });
    await clock.advance(5000);
    completeRun(platform);
    await clock.advance(100);
    expect(seen).toEqual({
      statuses: ['pending', 'running', 'completed'],
      events: [0, 1, 2, 3, 4, 5, 6],
      answers: ['done'],
      ended: 3,
    });
    const settled = await live.settled();
    expect(settled).toMatchObject({ status: 'completed', turn: 1, answer: { ok: true, value: 'done' } });
    expect(platform.requests).toEqual([
      'create',
      'changes 0 wait 20',
      'changes 7 wait 0',
      'changes 0 wait 0 no events',
    ]);
    await clock.advance(2000);
    expect(clock.pendingTimers).toBe(0);
    expect(platform.open).toBe(0);
  });

  test('a session that is over when the watch begins is read to its end, and late subscribers ask nothing', async () => {
    const { clock, platform, options } = setUp();
    completeRun(platform);
    const live = watchSession(platform.client, platform.id, options);
    const settled = await Promise.race([live.settled(), clock.advance(1000).then(() => 'late')]);
    expect(settled).toMatchObject({ status: 'completed', answer: { value: 'done' } });
    const count = platform.requests.length;
    const late: number[] = [];
    let completed = false;
    live.events$.subscribe({ next: ({ index }) => late.push(index), complete: () => (completed = true) });
    await clock.advance(5000);
    expect(late).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(completed).toBe(true);
    expect(platform.requests.length).toBe(count);
    expect(platform.requests).toEqual(['changes 0 wait 20', 'changes 7 wait 0', 'get']);
  });

  test('a session that dies without an event is found out by its status', async () => {
    const { clock, platform, options } = setUp();
    const live = await launchSession(platform.client, { agent: 'h/test', messages: 'go' }, options);
    const settled = live.settled();
    await clock.advance(5000);
    platform.status = 'interrupted';
    await clock.advance(20_000);
    await expect(settled).resolves.toMatchObject({ status: 'interrupted', answer: null });
    expect(platform.requests.slice(1)).toEqual(['changes 0 wait 20', 'status', 'status', 'changes 0 wait 0']);
  });

  test.each([0, 2])(
    'a run that ends just after a reply foretold its end is read to its end, with %i events before',
    async (before) => {
      const { clock, platform, options } = setUp();
      if (before > 0) {
        platform.status = 'running';
        platform.push('RequestStartEvent');
        platform.push('AgentStartedEvent');
      }
      let lied = false;
      let ended = false;
      platform.interfere = ({ name, read }) => {
        const from = read?.fromIndex ?? 0;
        if (!lied && (name === 'status' || (before > 0 && from === before))) {
          lied = true;
          if (name === 'status') return { word: 'completed' };
          platform.push('Note');
          return { reply: { kind: 'page', page: { status: 'completed', new_events: platform.events.slice(from) } } };
        }
        if (!lied || ended) return 'pass';
        // What is asked next is answered as things are; then, before anything else is asked, the run goes on and ends.
        ended = true;
        const { status } = platform;
        const events = platform.events.slice(from);
        completeRun(platform);
        if (name === 'status') return { word: status };
        return {
          reply: events.length === 0 ? { kind: 'empty' } : { kind: 'page', page: { status, new_events: events } },
        };
      };
      const live = watchSession(platform.client, platform.id, options);
      const seen: number[] = [];
      live.events$.subscribe(({ index }) => seen.push(index));
      const settled = live.settled();
      await clock.advance(60_000);
      await expect(settled).resolves.toMatchObject({ status: 'completed', answer: { value: 'done' } });
      expect([lied, ended]).toEqual([true, true]);
      expect(seen).toEqual(platform.events.map((_, index) => index));
    },
  );

  test('a read that only shows that the log fits is not taken for its end', async () => {
    const { clock, platform, options } = setUp();
    platform.status = 'running';
    for (const type of ['RequestStartEvent', 'AgentStartedEvent', 'Note']) platform.push(type);
    const met: string[] = [];
    platform.interfere = ({ read }) => {
      if (read === undefined || read.includeEvents === false) return 'pass';
      const page = (from: number, to: number, status: string) =>
        ({ reply: { kind: 'page', page: { status, new_events: platform.events.slice(from, to) } } }) as const;
      if (read.waitSeconds > 0) return read.fromIndex === 0 ? 'pass' : { reply: { kind: 'empty' } };
      // The log is read to its end, as two replies told it: but first an old page comes, then one that is cut short.
      if (!met.includes('old')) {
        met.push('old');
        return page(0, 3, 'running');
      }
      if (met.includes('short')) return 'pass';
      met.push('short');
      expect(read.fromIndex).toBe(2);
      return page(2, 3, 'completed');
    };
    const live = watchSession(platform.client, platform.id, options);
    const seen: number[] = [];
    live.events$.subscribe(({ index }) => seen.push(index));
    const settled = live.settled();
    await clock.advance(1_000);
    platform.answer = 'done';
    platform.status = 'completed';
    for (let count = 0; count < 5; count += 1) platform.push('Note', { count });
    await clock.advance(60_000);
    await expect(settled).resolves.toMatchObject({ status: 'completed', answer: { value: 'done' } });
    expect(met).toEqual(['old', 'short']);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('an end that two replies told is not another one for a reply that only shows that the log fits', async () => {
    const { clock, platform, options } = setUp();
    platform.status = 'running';
    for (const type of ['RequestStartEvent', 'AgentStartedEvent', 'Note']) platform.push(type);
    const met: string[] = [];
    platform.interfere = ({ read }) => {
      if (read === undefined || read.includeEvents === false || read.waitSeconds > 0) return 'pass';
      const page = (from: number, to: number, status: string) =>
        ({ reply: { kind: 'page', page: { status, new_events: platform.events.slice(from, to) } } }) as const;
      met.push(`from ${read.fromIndex}`);
      // The log is read to its end, and its end told twice: then an old page comes, and one with another status.
      if (met.length === 2) return page(0, 3, 'running');
      if (met.length === 3) return page(3, 4, 'failed');
      return 'pass';
    };
    const live = watchSession(platform.client, platform.id, options);
    const statuses: string[] = [];
    live.status$.subscribe((status) => statuses.push(status));
    const settled = live.settled();
    await clock.advance(1_000);
    platform.answer = 'done';
    platform.status = 'completed';
    platform.push('Note', { last: true });
    await clock.advance(60_000);
    expect(met.slice(0, 3)).toEqual(['from 4', 'from 4', 'from 3']);
    await expect(settled).resolves.toMatchObject({ status: 'completed', answer: { value: 'done' } });
    expect(statuses).not.toContain('failed');
  });

  test('iterators and promises see what the observables see', async () => {
    const { clock, platform, options } = setUp();
    const live = watchSession(platform.client, platform.id, options);
    const events: number[] = [];
    const statuses: string[] = [];
    const reading = (async () => {
      for await (const { index } of live.events()) events.push(index);
    })();
    const folding = (async () => {
      for await (const state of live) if (statuses.at(-1) !== state.status) statuses.push(state.status);
    })();
    await clock.advance(1000);
    completeRun(platform);
    await clock.advance(1000);
    await Promise.all([reading, folding]);
    expect(events).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(statuses).toEqual(['pending', 'running', 'completed']);
  });
});
