import { createManualClock } from '@agent-session/testing';
import type { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { watchSession, type LinkStatus } from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';
import { marbles } from './marbles.js';

const LINK_LETTERS: Record<LinkStatus['status'], string> = {
  closed: 'x',
  connecting: 'c',
  live: 'l',
  retrying: 'r',
  offline: 'o',
  stalled: 's',
};

function setUp(frameMs: number) {
  const clock = createManualClock();
  const platform = fakePlatform(clock);
  const live = watchSession(platform.client, platform.id, { clock, random: () => 0.5 });
  const draw = <Value>(source: Observable<Value>, letter: (value: Value) => string): (() => string) =>
    marbles(source, letter, { clock, frameMs });
  return { clock, platform, live, draw };
}

const link = ({ status }: LinkStatus): string => LINK_LETTERS[status];

describe('as marbles', () => {
  test('failures back off by doubling: 0.25, 0.5, 1 and 2 seconds at the middle of the jitter', async () => {
    const { clock, platform, live, draw } = setUp(250);
    platform.interfere = ({ count }) => (count <= 4 ? { reject: new Error('refused') } : 'pass');
    platform.push('RequestStartEvent');
    const links = draw(live.link$, link);
    const events = draw(live.events$, ({ index }) => String(index));
    await clock.advance(5_000);
    expect(links()).toBe('(xcr)r-r---r-------l');
    expect(events()).toBe('               0'.replaceAll(' ', '-'));
  });

  test('a silent connection is given up after 30 seconds', async () => {
    const { clock, platform, live, draw } = setUp(5_000);
    platform.interfere = ({ count }) => (count === 1 ? 'silent' : 'pass');
    const links = draw(live.link$, link);
    live.session$.subscribe();
    platform.push('RequestStartEvent');
    await clock.advance(35_000);
    expect(links()).toBe('(xc)-----(sl)');
  });

  test('events come in the moment they happen; a late subscriber gets all at once, then the same', async () => {
    const { clock, platform, live, draw } = setUp(1_000);
    const early = draw(live.events$, ({ index }) => String(index));
    for (let second = 0; second < 3; second += 1) {
      platform.push('Note');
      await clock.advance(2_000);
    }
    const late = draw(live.events$, ({ index }) => String(index));
    platform.push('Note');
    await clock.advance(2_000);
    completeRun(platform);
    await clock.advance(2_000);
    expect(early()).toBe('0-1-2-3-(45678910|)');
    expect(late()).toBe('(0123)-(45678910|)');
  });

  test('the status is told when it changes, and the stream completes with the session', async () => {
    const { clock, platform, live, draw } = setUp(1_000);
    const statuses = draw(live.status$, (status) => status[0] ?? '');
    platform.push('RequestStartEvent');
    await clock.advance(3_000);
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    await clock.advance(25_000);
    platform.status = 'completed';
    platform.push('AgentCompletionEvent', { reason: 'finished' });
    await clock.advance(2_000);
    expect(statuses()).toBe(`p--r${'-'.repeat(24)}(c|)`);
  });

  test('a permanent refusal ends the stream in its moment', async () => {
    const { clock, platform, live, draw } = setUp(1_000);
    const events = draw(live.events$, ({ index }) => String(index));
    platform.push('RequestStartEvent');
    await clock.advance(2_000);
    platform.interfere = () => ({ reject: Object.assign(new Error('gone'), { status: 404 }) });
    platform.push('Note');
    await clock.advance(2_000);
    expect(events()).toBe('0-(1#)');
  });
});
