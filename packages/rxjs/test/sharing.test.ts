import { createManualClock } from '@agent-session/testing';
import { take } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { launchSession, watchSession } from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';

function setUp(events = 0) {
  const clock = createManualClock();
  const platform = fakePlatform(clock);
  for (let index = 0; index < events; index += 1) platform.push('Note', { index });
  const live = watchSession(platform.client, platform.id, { clock, random: () => 0.5 });
  return { clock, platform, live };
}

describe('one poll for all who listen', () => {
  test('a hundred subscribers, on two watches and every face, cost one poll', async () => {
    const { clock, platform, live } = setUp(3);
    const other = watchSession(platform.client, platform.id, { clock });
    for (let index = 0; index < 25; index += 1) {
      live.session$.subscribe();
      live.events$.subscribe();
      other.status$.subscribe();
      other.subscribe(() => undefined);
    }
    await clock.advance(1000);
    expect(platform.open).toBe(1);
    expect(platform.requests.filter((request) => request === 'changes 0 wait 20')).toHaveLength(1);
  });

  test('subscribing twice and leaving once, as React does, keeps the request in flight', async () => {
    const { clock, platform, live } = setUp();
    const first = live.subscribe(() => undefined);
    first();
    const second = live.subscribe(() => undefined);
    await clock.advance(900);
    expect(platform.requests).toEqual(['changes 0 wait 20']);
    second();
    await clock.advance(999);
    expect(platform.open).toBe(1);
    await clock.advance(1);
    expect(platform.open).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('nothing is asked before somebody listens, and the light of the connection is nobody', async () => {
    const { clock, platform, live } = setUp();
    live.link$.subscribe();
    await clock.advance(10_000);
    expect(platform.requests).toEqual([]);
  });

  test('a subscriber in next, one that leaves in next, and one that throws disturb nobody', async () => {
    const { clock, platform, live } = setUp(4);
    const errors: unknown[] = [];
    const listener = (error: unknown): void => {
      errors.push(error);
    };
    process.on('uncaughtException', listener);
    const nested: number[] = [];
    const short: number[] = [];
    const calm: number[] = [];
    live.events$.pipe(take(1)).subscribe(() => live.events$.subscribe(({ index }) => nested.push(index)));
    live.events$.pipe(take(2)).subscribe(({ index }) => short.push(index));
    live.events$.subscribe(() => {
      throw new Error('consumer');
    });
    live.events$.subscribe(({ index }) => calm.push(index));
    await clock.advance(100);
    platform.push('Note', { index: 4 });
    await clock.advance(100);
    await vi.waitFor(() => expect(errors).toHaveLength(5));
    process.off('uncaughtException', listener);
    expect(nested).toEqual([0, 1, 2, 3, 4]);
    expect(short).toEqual([0, 1]);
    expect(calm).toEqual([0, 1, 2, 3, 4]);
  });

  test('getSnapshot keeps its identity until something changes', async () => {
    const { clock, platform, live } = setUp(1);
    let changes = 0;
    live.subscribe(() => (changes += 1));
    await clock.advance(100);
    const before = live.getSnapshot();
    const count = changes;
    await clock.advance(25_000);
    expect(live.getSnapshot()).toBe(before);
    expect(changes).toBe(count);
    platform.push('Note');
    await clock.advance(100);
    expect(live.getSnapshot()).not.toBe(before);
    expect(changes).toBeGreaterThan(count);
  });

  test('what was dropped from memory is read again for who needs it, and only for him', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const live = watchSession(platform.client, platform.id, { clock, keepEvents: 10, poll: { pageLimit: 7 } });
    for (let index = 0; index < 60; index += 1) platform.push('Note', { index });
    const early: number[] = [];
    live.events$.subscribe(({ index }) => early.push(index));
    await clock.advance(1000);
    expect(live.log().filter(({ kind }) => kind === 'event').length).toBeLessThanOrEqual(13);
    const late: number[] = [];
    live.events$.subscribe(({ index }) => late.push(index));
    const pulled: number[] = [];
    void (async () => {
      for await (const { index } of live.events()) {
        pulled.push(index);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
      }
    })();
    await clock.advance(1000);
    platform.push('Note', { index: 60 });
    await clock.advance(1000);
    const all = Array.from({ length: 61 }, (_, index) => index);
    expect(early).toEqual(all);
    expect(late).toEqual(all);
    expect(pulled).toEqual(all);
  });

  test('an aborted wait leaves nothing behind', async () => {
    const { clock, platform, live } = setUp();
    const stop = new AbortController();
    const waits = [
      live.settled({ signal: stop.signal }),
      live.nextAnswer({ signal: stop.signal }),
      live.until(() => false, { signal: stop.signal }),
      live.events({ signal: stop.signal }).next(),
    ].map((wait) => wait.catch((error: unknown) => error));
    await clock.advance(100);
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await Promise.all(waits)).toEqual([reason, reason, reason, reason]);
    await clock.advance(1000);
    expect(platform.open).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a format asked for and not answered is a missing answer, not an error', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const format = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
    const live = await launchSession(
      platform.client,
      { agent: 'h/test', messages: 'go', answer_format: format },
      { clock },
    );
    const answers: unknown[] = [];
    live.answer$.subscribe((answer) => answers.push(answer));
    completeRun(platform, null);
    platform.events.splice(5, 1);
    await clock.advance(1000);
    expect(answers).toMatchObject([{ ok: false, raw: null, issues: [{ code: 'answer-missing' }] }]);
    await expect(live.settled()).resolves.toMatchObject({ answer: { ok: false } });
  });

  test('an answer that does not fit is delivered with its issues, and an unusable format sends nothing', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const format = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
    const live = await launchSession(
      platform.client,
      { agent: 'h/test', messages: 'go', answer_format: format },
      { clock },
    );
    const settled = live.settled();
    completeRun(platform, { title: 7 });
    await clock.advance(1000);
    await expect(settled).resolves.toMatchObject({
      answer: { ok: false, issues: [{ pointer: '/title', code: 'type' }] },
    });
    const wrong = { agent: 'h/test', answer_format: { type: 'nonsense' } };
    const count = platform.requests.length;
    await expect(launchSession(platform.client, wrong, { clock })).rejects.toMatchObject({
      code: 'invalid_answer_format',
    });
    expect(platform.requests).toHaveLength(count);
  });
});
