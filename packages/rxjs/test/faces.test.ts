import { replay, type SessionState } from '@agent-session/core/fold';
import { createManualClock } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { launchSession, type LiveSession } from '../src/index.js';
import { completeRun, fakePlatform } from './fake-platform.js';

/** What one face shows of a session: its states, by version. */
type Face = (live: LiveSession, show: (state: SessionState) => void) => void;

const faces: Readonly<Record<string, Face>> = {
  session$: (live, show) => void live.session$.subscribe(show),
  'the store': (live, show) => {
    show(live.getSnapshot());
    live.subscribe(() => show(live.getSnapshot()));
  },
  'the iterator': (live, show) => {
    void (async () => {
      for await (const state of live) show(state);
    })();
  },
  'snapshot() in events$': (live, show) => void live.events$.subscribe(() => show(live.snapshot())),
  until: (live, show) => {
    void live
      .until((state) => {
        show(state);
        return false;
      })
      .catch(() => undefined);
  },
};

describe('every face of one session', () => {
  test.each(Object.keys(faces))('%s sees what the log says', async (name) => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    const live = await launchSession(
      platform.client,
      { agent: 'h/test', messages: 'go' },
      { clock, random: () => 0.5 },
    );
    const shown: SessionState[] = [];
    faces[name]?.(live, (state) => shown.push(state));
    await clock.advance(1_000);
    platform.push('RequestStartEvent');
    platform.interfere = ({ count }) => (count % 3 === 0 ? { reject: new Error('blip') } : 'pass');
    await clock.advance(30_000);
    completeRun(platform);
    await clock.advance(30_000);
    const log = live.log();
    for (const state of shown) expect(state).toEqual(replay(log.slice(0, state.version)));
    // The last fact comes after the event that carries it.
    if (!name.includes('events$')) expect(shown.at(-1)).toEqual(live.snapshot());
    const versions = shown.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((one, other) => one - other));
    if (name === 'session$' || name === 'the iterator') expect(new Set(versions).size).toBe(log.length);
  });
});
