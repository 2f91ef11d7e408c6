import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromJSONL, replay, toJSONL, type LogEntry } from '@agent-session/core';
import { createManualClock, type ManualClock } from '@agent-session/testing';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, describe, expect, test } from 'vitest';
import { indexedDbLogSink, isStreamError, memoryLogSink, watchSession, type LogSink } from '../src/index.js';
import { repeatsLogged } from '../src/repeats-logged.js';
import { fileLogSink } from '../src/node.js';
import { completeRun, fakePlatform, type FakePlatform } from './fake-platform.js';
import { runApart } from './run-apart.js';

/** The same session seen through another client: another process, as far as sharing goes. */
const elsewhere = (platform: FakePlatform) => ({ ...platform.client });

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'log-sink-'));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Lets the clock go on while disks and databases, which know no clock, do their work: until the condition holds. */
async function passUntil(clock: ManualClock, condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(100);
  }
}

describe('going on from what was recorded', () => {
  test('an exported log goes on with no event lost or repeated', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    const first = watchSession(platform.client, platform.id, { clock });
    first.session$.subscribe();
    await clock.advance(1000);
    const log = [...fromJSONL([...toJSONL(first.log())].join(''))];
    completeRun(platform);
    const second = watchSession(elsewhere(platform), platform.id, { clock, log });
    const seen: number[] = [];
    second.events$.subscribe(({ index }) => seen.push(index));
    await clock.advance(1000);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(replay(second.log())).toEqual(second.snapshot());
  });

  test('a checkpoint goes on without its log; who wants the beginning gets it from the server', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    platform.push('RequestStartEvent');
    platform.status = 'running';
    platform.push('AgentStartedEvent');
    const first = watchSession(platform.client, platform.id, { clock });
    first.session$.subscribe();
    await clock.advance(1000);
    const checkpoint = first.checkpoint();
    platform.push('Note');
    const second = watchSession(elsewhere(platform), platform.id, { clock, checkpoint });
    const all: number[] = [];
    const tail: number[] = [];
    second.events$.subscribe(({ index }) => all.push(index));
    watchSession(platform.client, platform.id, { fromIndex: 2 }).events$.subscribe(({ index }) => tail.push(index));
    await clock.advance(1000);
    expect(all).toEqual([0, 1, 2]);
    expect(tail).toEqual([2]);
    expect(second.snapshot().status).toBe('running');
  });

  test('a log of another session is refused, not continued', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock);
    completeRun(platform);
    const other = fakePlatform(clock);
    other.push('RequestStartEvent', { other: true });
    const watch = watchSession(other.client, other.id, { clock });
    watch.session$.subscribe();
    await clock.advance(1000);
    const wrong = watchSession(platform.client, platform.id, { clock, log: watch.log() });
    let error: unknown;
    wrong.session$.subscribe({
      error(failure: unknown) {
        error = failure;
      },
    });
    await clock.advance(60_000);
    expect(isStreamError(error, 'log-mismatch')).toBe(true);
  });

  test.each(['when a log is continued', 'in the middle of a watch'])(
    'an old page, however often it comes instead, is neither another log nor a new one: %s',
    async (when) => {
      const clock = createManualClock();
      const platform = fakePlatform(clock);
      platform.status = 'running';
      for (const type of ['RequestStartEvent', 'AgentStartedEvent', 'Note', 'Note']) platform.push(type);
      const first = watchSession(platform.client, platform.id, { clock, random: () => 0.5 });
      first.session$.subscribe();
      await clock.advance(1_000);
      const continued = when === 'when a log is continued';
      const live = continued
        ? watchSession(elsewhere(platform), platform.id, { clock, random: () => 0.5, log: first.log() })
        : first;
      let old = 0;
      platform.interfere = ({ read }) => {
        if (!read || read.includeEvents === false || old === 8) return 'pass';
        old += 1;
        return { reply: { kind: 'page', page: { status: 'running', new_events: platform.events.slice(1, 4) } } };
      };
      const seen: number[] = [];
      live.events$.subscribe(({ index }) => seen.push(index));
      platform.answer = 'done';
      platform.agent('answer_event', { answer: 'done' });
      platform.status = 'completed';
      platform.push('AgentCompletionEvent', { reason: 'finished' });
      const settled = live.settled();
      await clock.advance(600_000);
      await expect(settled).resolves.toMatchObject({ status: 'completed', answer: { value: 'done' } });
      expect([old, seen]).toEqual([8, [0, 1, 2, 3, 4, 5]]);
    },
  );

  test('a record that ends anywhere, between an event and its facts too, goes on to the same state', async () => {
    const clock = createManualClock();
    const platform = fakePlatform(clock, { idle_timeout_s: 600 });
    const options = { clock, random: () => 0.5 };
    const live = watchSession(platform.client, platform.id, options);
    live.session$.subscribe();
    const change = async (status: string, type: string, data: object = {}): Promise<void> => {
      platform.status = status;
      platform.push(type, data);
      await clock.advance(1_000);
    };
    await change('pending', 'RequestStartEvent');
    await change('running', 'AgentStartedEvent');
    await live.pause();
    await change('paused', 'AgentRunStatusChangeEvent', { status: 'paused' });
    await live.resume();
    await change('running', 'AgentRunStatusChangeEvent', { status: 'running' });
    platform.answer = 'one';
    platform.agent('answer_event', { answer: 'one' });
    await change('idle', 'ActiveStateChangeEvent', { state: 'idle' });
    await live.message('more');
    platform.agent('message_event', { caller_id: 'user', content: ['more'] });
    await change('running', 'ActiveStateChangeEvent', { state: 'running' });
    platform.answer = 'two';
    platform.agent('answer_event', { answer: 'two' });
    await change('completed', 'AgentCompletionEvent', { reason: 'finished' });
    const whole = live.log();
    const { status, turn, answer, startedAt, finishedAt, nextIndex } = live.snapshot();
    expect([status, turn, answer?.value]).toEqual(['completed', 2, 'two']);
    for (let length = 0; length <= whole.length; length += 1) {
      const logSink = memoryLogSink();
      await logSink.append(platform.id, whole.slice(0, length));
      const again = watchSession(elsewhere(platform), platform.id, { ...options, logSink });
      const settled = again.settled();
      await clock.advance(60_000);
      await settled;
      const seen = again.snapshot();
      expect([length, seen]).toMatchObject([length, { status, turn, answer, startedAt, finishedAt, nextIndex }]);
      expect([length, seen.skips.count, seen.violations.count]).toEqual([length, 0, 0]);
      expect([length, replay(await logSink.load(platform.id))]).toEqual([length, seen]);
    }
  });

  const sinks: readonly (readonly [string, () => Promise<LogSink>])[] = [
    ['memory', () => Promise.resolve(memoryLogSink())],
    ['a file', async () => fileLogSink({ folder: join(await newFolder(), 'logs') })],
    ['IndexedDB', () => Promise.resolve(indexedDbLogSink({ indexedDB: new IDBFactory() }))],
  ];
  test.each(sinks)('a log kept in %s as it grows is where the next watch goes on', async (_, makeSink) => {
    const clock = createManualClock();
    const logSink = await makeSink();
    const platform = fakePlatform(clock);
    platform.push('RequestStartEvent');
    const first = watchSession(platform.client, platform.id, { clock, logSink });
    const subscription = first.session$.subscribe();
    await passUntil(clock, () => first.snapshot().nextIndex === 1);
    subscription.unsubscribe();
    await first.saved();
    await clock.advance(2_000);
    completeRun(platform);
    const second = watchSession(elsewhere(platform), platform.id, { clock, logSink });
    const seen: number[] = [];
    second.events$.subscribe(({ index }) => seen.push(index));
    await passUntil(clock, () => second.snapshot().status === 'completed' && platform.open === 0);
    await clock.advance(5_000);
    await second.saved();
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(platform.requests.filter((request) => request.startsWith('changes 0 wait 20'))).toHaveLength(1);
    expect(replay(await logSink.load(platform.id))).toEqual(second.snapshot());
    expect(await logSink.load('6f2b3c1e-0000-4000-8000-999999999999')).toEqual([]);
  });

  test.each(sinks)(
    'two who follow at once and keep the log in %s keep one, each event once',
    async (name, makeSink) => {
      const clock = createManualClock();
      const logSink = await makeSink();
      const platform = fakePlatform(clock);
      platform.push('RequestStartEvent');
      const errors: unknown[] = [];
      const follow = () =>
        watchSession(elsewhere(platform), platform.id, { clock, logSink, onLogError: (error) => errors.push(error) });
      const first = follow();
      first.session$.subscribe();
      await passUntil(clock, () => first.snapshot().nextIndex === 1);
      const second = follow();
      second.session$.subscribe();
      await passUntil(clock, () => second.snapshot().nextIndex === 1);
      for (let index = 0; index < 10; index += 1) {
        platform.push('Note', { index });
        await passUntil(clock, () => Math.min(first.snapshot().nextIndex, second.snapshot().nextIndex) === index + 2);
      }
      completeRun(platform);
      const ended = () => first.snapshot().status === 'completed' && second.snapshot().status === 'completed';
      await passUntil(clock, () => ended() && platform.open === 0);
      await Promise.all([first.saved(), second.saved()]);
      const kept = await logSink.load(platform.id);
      const indexes = kept.flatMap((entry) => (entry.kind === 'event' ? [entry.index] : []));
      expect(indexes).toEqual(platform.events.map((_, index) => index));
      const { status, nextIndex, answer } = first.snapshot();
      expect(replay(kept)).toMatchObject({ status, nextIndex, answer });
      expect([name, errors]).toEqual([name, []]);
    },
  );

  test('processes that append to one file at once lose nothing and keep lines whole', async () => {
    const folder = await newFolder();
    const writers = [1, 2, 3].map(() => runApart('many-writers/append.ts', { args: [folder] }));
    const kept = await Promise.all(writers);
    expect(kept.map(({ appended }) => appended)).toEqual([50, 50, 50]);
    const log = await fileLogSink({ folder }).load('many');
    expect(log.map((entry) => entry.kind === 'event' && entry.index)).toEqual(log.map((_, index) => index));
    expect(log).toHaveLength(150);
    expect(await readdir(folder)).toEqual(['many.jsonl']);
  });

  test('a lock that a killed process left behind keeps nobody waiting for ever', async () => {
    const folder = await newFolder();
    const lock = join(folder, 'left.jsonl.lock');
    await writeFile(lock, '');
    await utimes(lock, 0, 0);
    const entry: LogEntry = { kind: 'opened', at: '2026-01-01T00:00:00.000Z' };
    await fileLogSink({ folder }).append('left', [entry]);
    expect(await fileLogSink({ folder }).load('left')).toEqual([entry]);
    expect(await readdir(folder)).toEqual(['left.jsonl']);
  });

  describe('a sink that comes to a session which is followed already', () => {
    function setUp() {
      const clock = createManualClock();
      const platform = fakePlatform(clock);
      platform.status = 'running';
      for (const type of ['RequestStartEvent', 'AgentStartedEvent', 'Note']) platform.push(type);
      return { clock, platform, logSink: memoryLogSink() };
    }
    /** Reads all there is, and leaves. */
    const read = async (session: ReturnType<typeof watchSession>, clock: ManualClock): Promise<void> => {
      const subscription = session.session$.subscribe();
      await clock.advance(1_000);
      subscription.unsubscribe();
      await clock.advance(2_000);
    };
    const end = (platform: FakePlatform): void => {
      platform.answer = 'done';
      platform.agent('answer_event', { answer: 'done' });
      platform.status = 'completed';
      platform.push('AgentCompletionEvent', { reason: 'finished' });
    };

    test('keeps what was read before it too', async () => {
      const { clock, platform, logSink } = setUp();
      watchSession(platform.client, platform.id, { clock }).session$.subscribe();
      await clock.advance(1_000);
      const live = watchSession(platform.client, platform.id, { logSink });
      end(platform);
      await clock.advance(1_000);
      await live.saved();
      expect(await logSink.load(platform.id)).toEqual(live.log());
    });

    test('is where the session goes on, when nobody listened yet', async () => {
      const { clock, platform, logSink } = setUp();
      await read(watchSession(elsewhere(platform), platform.id, { clock, logSink }), clock);
      const first = watchSession(platform.client, platform.id, { clock });
      watchSession(platform.client, platform.id, { logSink });
      end(platform);
      platform.requests.length = 0;
      await read(first, clock);
      expect(platform.requests[0]).toBe('changes 2 wait 0');
      expect(replay(await logSink.load(platform.id))).toEqual(first.snapshot());
    });

    test.each(['earlier', 'later'])('goes on where it ended, though it ended %s', async (when) => {
      const { clock, platform, logSink } = setUp();
      const other = watchSession(elsewhere(platform), platform.id, { clock, logSink });
      const first = watchSession(platform.client, platform.id, { clock });
      await read(when === 'earlier' ? other : first, clock);
      platform.push('Note', { second: true });
      await read(when === 'earlier' ? first : other, clock);
      const errors: unknown[] = [];
      const onLogError = (error: unknown): unknown => errors.push(error);
      const live = watchSession(platform.client, platform.id, { logSink, onLogError });
      await clock.advance(0);
      // What the sink holds beyond this log has to be read first.
      expect(errors.length > 0).toBe(when === 'later');
      end(platform);
      await read(live, clock);
      await live.saved();
      const kept = await logSink.load(platform.id);
      const indices = kept.flatMap((entry) => (entry.kind === 'event' ? [entry.index] : []));
      expect(indices).toEqual(platform.events.map((_, index) => index));
      const { status, answer, nextIndex, turn, startedAt } = live.snapshot();
      expect(status).toBe('completed');
      expect(replay(kept)).toMatchObject({ status, answer, nextIndex, turn, startedAt });
    });

    test('that holds another session is told of, and left as it is', async () => {
      const { clock, platform, logSink } = setUp();
      const entry: LogEntry = {
        kind: 'event',
        index: 0,
        event: { type: 'Other', data: {}, timestamp: '' },
        at: '2026-01-01T00:00:00.000Z',
      };
      await logSink.append(platform.id, [entry]);
      await read(watchSession(platform.client, platform.id, { clock }), clock);
      const errors: unknown[] = [];
      const live = watchSession(platform.client, platform.id, { logSink, onLogError: (error) => errors.push(error) });
      await expect(live.saved()).rejects.toThrow('do not meet');
      expect(errors.map((error) => isStreamError(error, 'log-mismatch'))).toContain(true);
      expect(await logSink.load(platform.id)).toEqual([entry]);
    });
  });

  test('a file torn by a crash is cut back to its last whole line', async () => {
    const folder = await newFolder();
    const sink = fileLogSink({ folder });
    const entry = {
      kind: 'event',
      index: 0,
      event: { type: 'Note', data: { text: 'ä' }, timestamp: '' },
      at: '2026-01-01T00:00:00.000Z',
    } as const;
    await sink.append('torn', [entry]);
    const file = join(folder, 'torn.jsonl');
    const whole = await readFile(file, 'utf8');
    await writeFile(file, `${whole}{"kind":"event","ind`);
    expect(await sink.load('torn')).toEqual([entry]);
    expect(await readFile(file, 'utf8')).toBe(whole);
    // Within a character, too.
    await writeFile(file, Buffer.concat([Buffer.from(`${whole}{"kind":"event","ind`), Buffer.from([0xe6, 0xbc])]));
    expect(await sink.load('torn')).toEqual([entry]);
    expect(await readFile(file, 'utf8')).toBe(whole);
  });

  test('an event nested deeper than the call stack, or timed without an offset, is known again', () => {
    const event = (timestamp: string) => ({
      type: 'Note',
      data: JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as never,
      timestamp,
    });
    const at = '2026-01-01T10:00:00';
    const logged = [{ kind: 'event', index: 0, event: event(at), at: `${at}Z` } as const];
    expect(repeatsLogged(event(at), logged)).toBe(true);
    expect(repeatsLogged(event(`${at}.001Z`), logged)).toBe(false);
    expect(repeatsLogged(event('2026-01-01T11:59:59+02:00'), logged)).toBe(true);
  });

  test('a file whose bytes are no UTF-8 is refused with its line, and left as it is', async () => {
    const folder = await newFolder();
    const sink = fileLogSink({ folder });
    const at = '2026-01-01T00:00:00.000Z';
    await sink.append('broken', [{ kind: 'opened', at }]);
    const file = join(folder, 'broken.jsonl');
    const line = Buffer.from(`{"kind":"event","index":0,"event":{"type":"?","data":0,"timestamp":""},"at":"${at}"}\n`);
    const broken = Buffer.concat([await readFile(file), line.with(line.indexOf('?'), 0xff), line]);
    await writeFile(file, broken);
    await expect(sink.load('broken')).rejects.toMatchObject({ line: 2, reason: 'its bytes are no UTF-8' });
    await writeFile(file, broken.subarray(0, -3));
    await expect(sink.load('broken')).rejects.toMatchObject({ line: 2, reason: 'its bytes are no UTF-8' });
  });

  // Only a shell can take the room from a single process.
  test.skipIf(process.platform === 'win32')(
    'what a full disk took of an append is taken back, so that it can be appended again',
    async () => {
      const folder = await newFolder();
      expect(await runApart('full-disk/append.ts', { args: [folder], shell: 'ulimit -f 8' })).toEqual({
        code: 'EFBIG',
      });
      const sink = fileLogSink({ folder });
      const [first] = await sink.load('full');
      const text = await readFile(join(folder, 'full.jsonl'), 'utf8');
      expect(text).toBe([...toJSONL(first ? [first] : [])].join(''));
      const again: LogEntry = {
        kind: 'event',
        index: 1,
        event: { type: 'Note', data: {}, timestamp: '' },
        at: '2026-01-01T00:00:00.000Z',
      };
      await sink.append('full', [again]);
      expect(await sink.load('full')).toEqual([first, again]);
    },
  );

  test.each(sinks)('an outage of %s loses nothing, repeats nothing and keeps the order', async (_, makeSink) => {
    const clock = createManualClock();
    const inner = await makeSink();
    let works = true;
    const logSink: LogSink = {
      load: inner.load,
      append: (id, entries, after) =>
        works ? inner.append(id, entries, after) : Promise.reject(new Error('out of order')),
    };
    const platform = fakePlatform(clock);
    platform.push('RequestStartEvent');
    const live = watchSession(platform.client, platform.id, { clock, logSink });
    live.session$.subscribe();
    await passUntil(clock, () => live.snapshot().nextIndex === 1);
    await live.saved();
    works = false;
    completeRun(platform);
    await passUntil(clock, () => live.snapshot().status === 'completed');
    expect(live.snapshot().status).toBe('completed');
    await expect(live.saved()).rejects.toThrow('out of order');
    works = true;
    await live.saved();
    expect(await inner.load(platform.id)).toEqual(live.log());
  });

  test('a sink that fails is told of, and loses nothing once it works again', async () => {
    const clock = createManualClock();
    const inner = memoryLogSink();
    let works = false;
    const logSink: LogSink = {
      load: inner.load,
      append: (id, entries, after) =>
        works ? inner.append(id, entries, after) : Promise.reject(new Error('disk full')),
    };
    const platform = fakePlatform(clock);
    platform.push('RequestStartEvent');
    const errors: unknown[] = [];
    const live = watchSession(platform.client, platform.id, {
      clock,
      logSink,
      onLogError: (error) => errors.push(error),
    });
    live.session$.subscribe();
    await clock.advance(1000);
    await expect(live.saved()).rejects.toThrow('disk full');
    expect(errors.length).toBeGreaterThan(0);
    works = true;
    await live.saved();
    expect(await inner.load(platform.id)).toEqual(live.log());
  });
});
