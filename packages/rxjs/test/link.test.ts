import { inspect } from 'node:util';
import { createManualClock } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { browserConnectivity, isStreamError, watchSession, type Connectivity, type LinkStatus } from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';

function setUp(connectivity?: Connectivity) {
  const clock = createManualClock();
  const start = clock.now();
  const platform = fakePlatform(clock);
  const options = { clock, random: () => 0.5, ...(connectivity ? { connectivity } : {}) };
  const live = watchSession(platform.client, platform.id, options);
  const links: string[] = [];
  const at = (): string => `${((clock.now() - start) / 1000).toFixed(3)}s`;
  const show = (link: LinkStatus): string => ('attempt' in link ? `${link.status} ${link.attempt}` : link.status);
  live.link$.subscribe({
    next: (link) => links.push(`${at()} ${show(link)}`),
    complete: () => links.push(`${at()} |`),
  });
  return { clock, platform, live, links };
}

/** A window of a browser, as far as it tells of its network and its sleep. */
class FakeWindow extends EventTarget {
  readonly navigator = { onLine: true };
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  readonly ticks = new Set<() => void>();
  readonly Date: { now(): number };
  private readonly heard = new Map<string, number>();

  constructor(now: () => number) {
    super();
    this.Date = { now };
    for (const target of [this, this.document]) {
      const { addEventListener, removeEventListener } = EventTarget.prototype;
      target.addEventListener = (type: string, ...rest: [never]) => {
        this.heard.set(type, (this.heard.get(type) ?? 0) + 1);
        addEventListener.call(target, type, ...rest);
      };
      target.removeEventListener = (type: string, ...rest: [never]) => {
        this.heard.set(type, (this.heard.get(type) ?? 0) - 1);
        removeEventListener.call(target, type, ...rest);
      };
    }
  }
  get listeners(): number {
    return [...this.heard.values()].reduce((sum, count) => sum + count, 0);
  }
  setInterval(tick: () => void): () => void {
    this.ticks.add(tick);
    return tick;
  }
  clearInterval(tick: () => void): void {
    this.ticks.delete(tick);
  }
}

const broken = Object.assign(new Error('connection refused'), { code: 'network' });

describe('the connection, drawn over time', () => {
  test('failures back off by doubling, are told, and are forgotten by the first good reply', async () => {
    const { clock, platform, live, links } = setUp();
    platform.push('RequestStartEvent');
    platform.interfere = ({ count }) => (count <= 4 ? { reject: broken } : 'pass');
    live.session$.subscribe();
    await clock.advance(10_000);
    let once = true;
    platform.interfere = ({ read }) => {
      if (read?.fromIndex !== 2 || !once) return 'pass';
      once = false;
      return { reject: broken };
    };
    platform.push('Note');
    await clock.advance(1_000);
    // Half of 0.5 s, 1 s, 2 s and 4 s; then from the beginning.
    expect(links).toEqual([
      '0.000s closed',
      '0.000s connecting',
      '0.000s retrying 1',
      '0.250s retrying 2',
      '0.750s retrying 3',
      '1.750s retrying 4',
      '3.750s live',
      '10.000s retrying 1',
      '10.250s live',
    ]);
  });

  test('is connecting, not closed, while what was recorded is fetched', async () => {
    const platform = fakePlatform(createManualClock());
    let fetched: (error: Error) => void = () => undefined;
    const logSink = {
      load: () => new Promise<never>((_, reject) => (fetched = reject)),
      append: async () => undefined,
    };
    const live = watchSession(platform.client, platform.id, { logSink, poll: { graceMs: 0 } });
    const links: string[] = [];
    live.link$.subscribe(({ status }) => links.push(status));
    live.session$.subscribe().unsubscribe();
    live.session$.subscribe({ error: () => undefined });
    fetched(new Error('no such folder'));
    await Promise.resolve();
    await Promise.resolve();
    expect(links).toEqual(['closed', 'connecting', 'closed', 'connecting', 'closed']);
    expect(live.link()).toMatchObject({ status: 'closed', error: new Error('no such folder') });
  });

  test('the last word is that the connection is closed', async () => {
    const { clock, platform, live, links } = setUp();
    completeRun(platform);
    live.session$.subscribe();
    await clock.advance(10_000);
    expect(live.snapshot().status).toBe('completed');
    expect(links.map((link) => link.split(' ')[1])).toEqual(['closed', 'connecting', 'live', 'closed', '|']);
  });

  test('a silent connection is given up after its wait and ten seconds, whether or not it can be aborted', async () => {
    const { clock, platform, live, links } = setUp();
    platform.interfere = ({ count }) => (count === 1 ? 'silent' : 'pass');
    live.session$.subscribe();
    await clock.advance(29_999);
    expect(links).toEqual(['0.000s closed', '0.000s connecting']);
    platform.push('RequestStartEvent');
    await clock.advance(1_000);
    expect(links.slice(2)).toEqual(['30.000s stalled 1', '30.250s live']);
    expect(live.snapshot().nextIndex).toBe(1);
  });

  test('Retry-After is a minimum, also for impatient news of the network', async () => {
    let tell: ((news: 'wake') => void) | null = null;
    const { clock, platform, live } = setUp({
      isOnline: () => true,
      listen(onNews) {
        tell = onNews;
        return () => (tell = null);
      },
    });
    const busy = Object.assign(new Error('busy'), { status: 429, retryAfterMs: 12_000 });
    platform.interfere = ({ count }) => (count === 1 ? { reject: busy } : 'pass');
    live.session$.subscribe();
    await clock.advance(6_000);
    (tell as ((news: 'wake') => void) | null)?.('wake');
    await clock.advance(5_900);
    expect(platform.requests).toHaveLength(1);
    await clock.advance(200);
    // Once more without waiting, to see that the connection is back.
    expect(platform.requests.slice(1)).toEqual(['changes 0 wait 0', 'changes 0 wait 20']);
  });

  test('offline is told at once, costs no requests in a loop, and ends with the network', async () => {
    let online = true;
    let tell: (news: 'online' | 'offline') => void = () => undefined;
    const { clock, platform, live, links } = setUp({
      isOnline: () => online,
      listen(onNews) {
        tell = onNews;
        return () => undefined;
      },
    });
    live.session$.subscribe();
    await clock.advance(1_000);
    online = false;
    tell('offline');
    platform.interfere = () => ({ reject: new TypeError('fetch failed') });
    await clock.advance(30_000);
    expect(links.at(-1)).toBe('1.000s offline');
    const count = platform.requests.length;
    online = true;
    platform.interfere = null;
    tell('online');
    platform.push('RequestStartEvent');
    await clock.advance(10);
    // The page, and the next long-poll.
    expect(platform.requests.length).toBe(count + 2);
    expect(links.at(-1)).toBe('31.000s live');
    expect(links.filter((link) => link.includes('retrying'))).toEqual([]);
  });

  test('after sleep a request older than its limit by the wall clock is given up on waking', async () => {
    let tell: (news: 'wake') => void = () => undefined;
    const { clock, platform, live, links } = setUp({
      isOnline: () => true,
      listen(onNews) {
        tell = onNews;
        return () => undefined;
      },
    });
    platform.interfere = ({ count }) => (count === 1 ? 'silent' : 'pass');
    live.session$.subscribe();
    await clock.advance(1_000);
    tell('wake');
    await clock.advance(100);
    expect(platform.requests).toHaveLength(1);
    clock.jump(3_600_000);
    tell('wake');
    await clock.advance(1_000);
    expect(links.some((link) => link.includes('stalled'))).toBe(true);
    expect(platform.requests.length).toBeGreaterThan(1);
  });

  test('a browser tells of its network, of coming to the front, and by its clock that it slept', () => {
    let now = 0;
    const window = new FakeWindow(() => now);
    const news: string[] = [];
    const connectivity = browserConnectivity(window);
    const leave = [connectivity.listen((what) => news.push(what)), connectivity.listen(() => undefined)];
    const tick = (lateMs: number): void => {
      now += 5_000 + lateMs;
      for (const each of window.ticks) each();
    };
    window.navigator.onLine = false;
    window.dispatchEvent(new Event('offline'));
    expect(connectivity.isOnline()).toBe(false);
    window.navigator.onLine = true;
    window.dispatchEvent(new Event('online'));
    expect(connectivity.isOnline()).toBe(true);
    window.document.visibilityState = 'hidden';
    window.document.dispatchEvent(new Event('visibilitychange'));
    window.document.visibilityState = 'visible';
    window.document.dispatchEvent(new Event('visibilitychange'));
    expect(news.splice(0)).toEqual(['offline', 'online', 'wake']);
    tick(0);
    tick(1_000);
    expect(news).toEqual([]);
    tick(3_600_000);
    expect(news).toEqual(['wake']);
    expect([window.listeners > 0, window.ticks.size]).toEqual([true, 1]);
    for (const each of leave) each();
    expect([window.listeners, window.ticks.size]).toEqual([0, 0]);
  });

  test('replies that bring nothing and do not wait are spaced, more and more', async () => {
    const { clock, platform, live } = setUp();
    platform.push('RequestStartEvent');
    live.session$.subscribe();
    await clock.advance(100);
    platform.interfere = ({ read }) => (read && read.waitSeconds > 0 ? { reply: { kind: 'empty' } } : 'pass');
    platform.push('Note');
    await clock.advance(100);
    platform.requests.length = 0;
    await clock.advance(60_000);
    // 250 ms four times, then doubling to 5 s; the status once per wait.
    expect(platform.requests.length).toBeLessThan(25);
    expect(platform.requests.filter((request) => request === 'status').length).toBeLessThanOrEqual(4);
  });

  test('a permanent refusal ends every face with state and cursor, and listening again tries again', async () => {
    const { clock, platform, live, links } = setUp();
    platform.push('RequestStartEvent');
    const failures: unknown[] = [];
    const settled = live.settled().catch((error: unknown) => error);
    live.session$.subscribe({ error: (error: unknown) => failures.push(error) });
    live.events$.subscribe({ error: (error: unknown) => failures.push(error) });
    await clock.advance(100);
    const gone = Object.assign(new Error('Session not found'), { status: 404 });
    platform.interfere = () => ({ reject: gone });
    platform.push('Note');
    await clock.advance(100);
    expect(failures).toHaveLength(2);
    const [error] = failures;
    expect(isStreamError(error, 'stream-failed') && [error.cursor, error.cause]).toEqual([2, gone]);
    // A whole session would hide the message where the error is printed.
    expect(inspect(error)).not.toContain('endedIntents');
    expect(await settled).toBe(error);
    expect(links.at(-1)).toMatch(/\|$/);
    platform.interfere = null;
    const again: number[] = [];
    live.events$.subscribe(({ index }) => again.push(index));
    completeRun(platform);
    await clock.advance(1_000);
    expect(again).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a client that is programmed wrongly ends the stream with its error; a fetch that fails does not', async () => {
    const { clock, platform, live } = setUp();
    platform.interfere = ({ count }) => (count === 1 ? { reject: new TypeError('fetch failed') } : 'pass');
    let failure: unknown;
    live.session$.subscribe({
      error(error: unknown) {
        failure = error;
      },
    });
    platform.push('RequestStartEvent');
    await clock.advance(10_000);
    expect([failure, live.snapshot().nextIndex]).toEqual([undefined, 1]);
    const mistake = new TypeError("Cannot read properties of undefined (reading 'status')");
    platform.interfere = () => ({ reject: mistake });
    platform.push('Note');
    await clock.advance(1_000);
    expect(failure).toMatchObject({ code: 'stream-failed', cause: { name: 'BrokenClientError', cause: mistake } });
    expect(clock.pendingTimers).toBe(0);
  });

  test('one misled reply neither undoes an end nor breaks the lifecycle', async () => {
    const { clock, platform, live } = setUp();
    const violations: unknown[] = [];
    live.violations$.subscribe((violation) => violations.push(violation));
    const settled = live.settled();
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    platform.interfere = ({ read }) => {
      if (read?.fromIndex !== 2) return 'pass';
      platform.interfere = null;
      platform.answer = 'done';
      platform.agent('answer_event', { answer: 'done' });
      platform.push('AgentCompletionEvent', { reason: 'finished' });
      platform.status = 'completed';
      const page = { status: 'pending', new_events: platform.events.slice(2), answer: 'done' };
      return { reply: { kind: 'page', page } };
    };
    await clock.advance(60_000);
    await expect(settled).resolves.toMatchObject({ status: 'completed', turn: 1, answer: { value: 'done' } });
    expect([violations, platform.interfere]).toEqual([[], null]);
  });

  test('a word nobody knows is kept, told once, and crashes nobody', async () => {
    const { clock, platform, live } = setUp();
    platform.push('RequestStartEvent');
    platform.push('AgentStartedEvent');
    platform.status = 'hibernating';
    live.session$.subscribe();
    await clock.advance(100);
    expect(live.snapshot()).toMatchObject({ wireStatus: 'hibernating', unknownWords: { count: 1 } });
    completeRun(platform);
    await clock.advance(1_000);
    expect(live.snapshot().status).toBe('completed');
  });

  test('what the platform does against the lifecycle is told, followed, and ends nothing', async () => {
    const { clock, platform, live } = setUp();
    const violations: string[] = [];
    live.violations$.subscribe(({ from, to }) => violations.push(`${from} -> ${to}`));
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    await clock.advance(100);
    platform.status = 'queued';
    platform.push('Note');
    await clock.advance(100);
    expect(violations).toEqual(['working -> queued']);
    expect(live.snapshot().wireStatus).toBe('queued');
  });
});
