import { replay, type EventEntry, type SessionState } from '@agent-session/core';
import { createManualClock, type ManualClock } from '@agent-session/testing';
import type { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { launchSession, replaySession, watchSession, type LiveAnswer, type LiveSession } from '../src/index.js';
import { fakePlatform, type FakePlatform } from './fake-platform.js';

const request = { agent: 'h/test', messages: 'go', idle_timeout_s: 600 };

/** Two turns with everything in them: a step against the lifecycle, several answers, a page that holds all of a turn. */
const acts: readonly ((platform: FakePlatform) => void)[] = [
  (platform) => platform.push('RequestStartEvent'),
  (platform) => {
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    platform.agent('message_event', { caller_id: 'user', content: ['go'] });
    platform.agent('policy_event', { content: 'thinking' });
  },
  (platform) => {
    platform.agent('answer_event', { answer: 'draft' });
    platform.agent('answer_event', { answer: 'one' });
    platform.answer = 'one';
    platform.status = 'idle';
    platform.push('ActiveStateChangeEvent', { state: 'idle' });
  },
  (platform) => {
    platform.push('RequestStartDispatchedEvent', { status: 'pending' });
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    platform.agent('message_event', { caller_id: 'user', content: ['more'] });
    platform.agent('answer_event', { answer: 'two' });
    platform.answer = 'two';
    platform.status = 'completed';
    // Two ends: the second one is against the lifecycle.
    platform.push('AgentCompletionEvent', { reason: 'timed_out' });
    platform.push('AgentCompletionEvent', { reason: 'finished' });
  },
];

/** A session, and what makes it run to its end. */
interface Played {
  readonly live: LiveSession;
  play(): Promise<void>;
}

interface Stage {
  readonly clock: ManualClock;
  readonly platform: FakePlatform;
}

async function perform({ clock, platform }: Stage, from = 0): Promise<void> {
  for (const act of acts.slice(from)) {
    act(platform);
    await clock.advance(30_000);
  }
  await clock.advance(60_000);
}

async function recorded(stage: Stage, count: number): Promise<LiveSession> {
  const live = await launchSession(stage.platform.client, request, { clock: stage.clock, random: () => 0.5 });
  const subscription = live.session$.subscribe();
  for (const act of acts.slice(0, count)) {
    act(stage.platform);
    await stage.clock.advance(30_000);
  }
  await stage.clock.advance(60_000);
  subscription.unsubscribe();
  return live;
}

const sources = {
  'a launched session': async (stage) => ({
    live: await launchSession(stage.platform.client, request, { clock: stage.clock, random: () => 0.5 }),
    play: () => perform(stage),
  }),
  'a session over a bad connection': async (stage) => ({
    live: watchSession(stage.platform.client, stage.platform.id, { clock: stage.clock, random: () => 0.5 }),
    play() {
      stage.platform.interfere = ({ count }) => (count % 3 === 0 ? { reject: new Error('blip') } : 'pass');
      return perform(stage);
    },
  }),
  'a session read in small pages': async (stage) => ({
    live: watchSession(stage.platform.client, stage.platform.id, { clock: stage.clock, poll: { pageLimit: 2 } }),
    play: () => perform(stage),
  }),
  'a session continued from its log': async (stage) => {
    const log = (await recorded(stage, 2)).log();
    return {
      live: watchSession({ ...stage.platform.client }, stage.platform.id, { clock: stage.clock, log }),
      play: () => perform(stage, 2),
    };
  },
  'a session that was over before': async (stage) => {
    await recorded(stage, acts.length);
    return {
      live: watchSession({ ...stage.platform.client }, stage.platform.id, { clock: stage.clock }),
      play: () => stage.clock.advance(60_000),
    };
  },
  'a recording': async (stage) => {
    const log = (await recorded(stage, acts.length)).log();
    return { live: replaySession(log, { clock: stage.clock }), play: () => stage.clock.advance(3_600_000) };
  },
} satisfies Readonly<Record<string, (stage: Stage) => Promise<Played>>>;

/** Everything an observable or an iterator gave, and whether it came to its end. */
interface Collected<Value> {
  readonly values: Value[];
  ended: boolean;
}

function fromObservable<Value>(source: Observable<Value>): Collected<Value> {
  const collected: Collected<Value> = { values: [], ended: false };
  source.subscribe({ next: (value) => collected.values.push(value), complete: () => (collected.ended = true) });
  return collected;
}

function fromIterator<Value>(source: AsyncIterable<Value>): Collected<Value> {
  const collected: Collected<Value> = { values: [], ended: false };
  void (async () => {
    for await (const value of source) collected.values.push(value);
    collected.ended = true;
  })();
  return collected;
}

function changes<Value>(values: readonly Value[]): Value[] {
  return values.filter((value, place) => place === 0 || value !== values[place - 1]);
}

describe.each(Object.entries(sources))('the faces of %s', (_, begin) => {
  test('agree on every state, event, answer and end', async () => {
    const clock = createManualClock();
    const stage: Stage = { clock, platform: fakePlatform(clock, request) };
    const { live, play }: Played = await begin(stage);
    const states = [fromObservable(live.session$), fromIterator(live), fromIterator(live.states())];
    const events = [fromObservable(live.events$), fromIterator(live.events())];
    const answers = [fromObservable(live.answer$), fromIterator(live.answers())];
    const statuses = fromObservable(live.status$);
    const violations = fromObservable(live.violations$);
    const intents = fromObservable(live.intents$);
    const snapshots: SessionState[] = [];
    const waited: SessionState[] = [];
    live.subscribe(() => snapshots.push(live.getSnapshot()));
    live.events$.subscribe(() => snapshots.push(live.snapshot()));
    const never = live
      .until((state) => {
        waited.push(state);
        return false;
      })
      .catch((error: unknown) => (error as { readonly code?: unknown }).code);
    const settlement = live.until(({ status }) => status === 'completed').then(() => live.settled());
    await play();
    const late = [fromObservable(live.events$), fromIterator(live.events())];
    await clock.advance(1_000);

    // All of it is what the log says.
    const log = live.log();
    const end = live.snapshot();
    expect(replay(log)).toEqual(end);
    expect(end.status).toBe('completed');
    for (const { values, ended } of states) {
      expect([values.at(-1), ended]).toEqual([end, true]);
      expect(values).toEqual(values.map(({ version }) => replay(log.slice(0, version))));
      const versions = values.map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, place) => (versions[0] ?? 0) + place));
    }
    expect(states[1]).toEqual(states[2]);
    for (const state of [...snapshots, ...waited]) expect(state).toEqual(replay(log.slice(0, state.version)));
    expect([snapshots.at(-1), waited.at(-1), await never]).toEqual([end, end, 'no-match']);

    const logged = log.filter((entry): entry is EventEntry => entry.kind === 'event');
    expect(logged.map(({ event }) => event)).toEqual(stage.platform.events);
    for (const each of [...events, ...late]) expect(each).toEqual({ values: logged, ended: true });

    const [first, second] = answers as [Collected<LiveAnswer>, Collected<LiveAnswer>];
    expect(first).toEqual(second);
    expect([first.values.at(-1)?.raw, first.ended]).toEqual(['two', true]);
    expect((await settlement).answer).toEqual(first.values.at(-1));
    expect(await live.nextAnswer()).toEqual(first.values.at(-1));
    expect(await settlement).toMatchObject({ status: end.status, turn: end.turn, log });

    expect(statuses.ended).toBe(true);
    expect(statuses.values).toEqual(changes((states[0]?.values ?? []).map(({ status }) => status)));
    expect(violations).toEqual({ values: log.filter(({ kind }) => kind === 'violation'), ended: true });
    expect(violations.values.length).toBeGreaterThan(0);
    expect([intents.values.at(-1), intents.ended]).toEqual([end.intents, true]);
    await clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
  });
});
