import { describe, expect, it } from 'vitest';
import type { Clock } from '@agent-session/protocol';
import type { LinkStatus } from '@agent-session/rxjs';
import type { CliError } from './cli-error.js';
import { giveUp, type GiveUpRules } from './give-up.js';

const RULES: GiveUpRules = { giveUpAfterSeconds: 120, maxWaitSeconds: null };
const live: LinkStatus = { status: 'live' };
const retrying = (attempt: number): LinkStatus => ({
  status: 'retrying',
  attempt,
  nextAt: '2026-01-01T00:00:00Z',
  error: new Error('refused'),
});

/** A clock that moves when told. */
function manualClock(): Clock & { advance(seconds: number): void; readonly timers: number } {
  let nowMs = 0;
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  let ids = 0;
  return {
    now: () => nowMs,
    setTimeout(run, delayMs) {
      timers.set((ids += 1), { atMs: nowMs + delayMs, run });
      return ids;
    },
    clearTimeout: (id) => void timers.delete(id as number),
    advance(seconds) {
      nowMs += seconds * 1000;
      for (const [id, { atMs, run }] of timers) {
        if (atMs > nowMs) continue;
        timers.delete(id);
        run();
      }
    },
    get timers() {
      return timers.size;
    },
  };
}

function patience(rules: Partial<GiveUpRules> = {}) {
  const clock = manualClock();
  const errors: CliError[] = [];
  return { clock, errors, ...giveUp({ ...RULES, ...rules }, clock, (error) => errors.push(error)) };
}

describe('giving up', () => {
  it('happens at the third failure when there was no connection before', () => {
    const { link, errors } = patience();
    link({ status: 'connecting' });
    link(retrying(1));
    link(retrying(2));
    expect(errors).toEqual([]);
    link(retrying(3));
    expect(errors.map(({ message, exitName }) => [exitName, message])).toEqual([
      ['network', 'Not connected after 3 tries: refused'],
    ]);
  });

  it('waits out an outage, counted from its first failure', () => {
    const { link, errors, clock } = patience();
    link(live);
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      link(retrying(attempt));
      clock.advance(13);
    }
    expect(errors).toEqual([]);
    clock.advance(3);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toBe('The platform was away for 120 s (--give-up-after): refused');
  });

  it('begins anew after each good reply', () => {
    const { link, errors, clock } = patience();
    for (let outage = 0; outage < 5; outage += 1) {
      link(live);
      link(retrying(1));
      clock.advance(119);
    }
    expect(errors).toEqual([]);
  });

  it('ends any wait at --max-wait, connected or not', () => {
    const { link, errors, clock } = patience({ maxWaitSeconds: 10 });
    link(live);
    clock.advance(10);
    expect(errors.map(({ exitName }) => exitName)).toEqual(['waitedOut']);
  });

  it('happens once, and leaves no timer', () => {
    const { link, errors, clock } = patience({ maxWaitSeconds: 500 });
    link(live);
    link({ status: 'offline', since: '2026-01-01T00:00:00Z' });
    clock.advance(120);
    clock.advance(1000);
    expect(errors).toHaveLength(1);
    expect(clock.timers).toBe(0);

    const stopped = patience({ maxWaitSeconds: 500 });
    stopped.link(live);
    stopped.link(retrying(1));
    stopped.stop();
    expect(stopped.clock.timers).toBe(0);
  });
});
