import { isDeepStrictEqual } from 'node:util';
import { createClient } from '@agent-session/client';
import type { Page, Session, SessionEvent } from '@agent-session/protocol';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { createFaults, createManualClock, seededRandom, type FaultKind } from '@agent-session/testing';
import { describe, expect, test } from 'vitest';
import { launchSession, watchSession, isStreamError, type LiveSession } from '../src/index.js';
import { waitLikeTheSdk, type OracleRun } from './oracle.js';

interface Outcome {
  readonly finished: boolean;
  readonly events: readonly SessionEvent[];
  readonly answer: unknown;
  readonly requests: number;
  /** How many of the faults it met before it was done. */
  readonly met: number;
  readonly server: { readonly events: readonly SessionEvent[]; readonly answer: unknown };
}

/** Faults by the clock, so that both meet the same ones, whenever and whatever they ask. */
interface Due {
  readonly atMs: number;
  readonly kind: FaultKind;
}

const KINDS: readonly FaultKind[] = [
  'refused',
  'reset',
  'half-open',
  'delay',
  'duplicate-page',
  'truncated-json',
  'html-200',
  'limited-429',
  'unavailable-503',
  'conflict-409',
  'status-ahead',
  'empty-storm',
];

async function follow(
  who: 'ours' | 'theirs',
  seed: number,
  schedule: readonly Due[],
  shape: { readonly steps: number; readonly stepMs: number; readonly limit?: number },
): Promise<Outcome> {
  // Time stands still until all work is done that the last moment caused, the store's included.
  const clock = createManualClock({ turnsPerStep: 12 });
  const startedAt = clock.now();
  const due = [...schedule];
  const agent = defineAgent({
    name: 'local/simulated',
    description: 'Works at an even pace.',
    async *run() {
      for (let step = 0; step < shape.steps; step += 1) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, shape.stepMs));
        yield { kind: 'policy_event', content: `step ${step}` };
      }
      yield { kind: 'answer_event', answer: `done ${seed}` };
    },
  });
  let nextId = 0;
  const server = createServer({
    store: createMemoryStore(),
    agents: [agent],
    auth: { keys: ['hk-sim'] },
    clock,
    randomId: () => `6f2b3c1e-0000-4000-8000-${String((nextId += 1)).padStart(12, '0')}`,
  });
  let requests = 0;
  const faults = createFaults({
    fetch: (request) => server.fetch(request),
    clock,
    random: seededRandom(seed),
    kinds: KINDS,
    choose: (request) =>
      due[0] && clock.now() - startedAt >= due[0].atMs && isLongPoll(request) ? (due.shift()?.kind ?? null) : null,
  });
  const fetchCounted: typeof fetch = async (input, init) => {
    requests += 1;
    if (requests > 500) throw new Error('spun');
    // A loop without a pause must not keep time from going on.
    await new Promise((resolve) => setImmediate(resolve));
    return faults.fetch(input, init);
  };
  const client = createClient({
    apiKey: 'hk-sim',
    baseUrl: 'http://localhost:1',
    clock,
    retry: false,
    fetch: fetchCounted,
  });
  const direct = async <Body>(path: string): Promise<Body> => {
    const request = new Request(`http://localhost:1/api/v2/sessions/${path}`, {
      headers: { authorization: 'Bearer hk-sim' },
    });
    return (await (await server.fetch(request)).json()) as Body;
  };
  const run = <Result>(promise: Promise<Result>): Promise<Result> => pump(clock, promise);

  const request = { agent: 'local/simulated', messages: 'go' };
  const poll = shape.limit === undefined ? {} : { pageLimit: shape.limit };
  const events: SessionEvent[] = [];
  let answer: unknown = null;
  let finished = false;
  let id: string;
  if (who === 'ours') {
    let live: LiveSession = await run(launchSession(client, request, { clock, random: seededRandom(seed), poll }));
    id = live.id;
    requests = 0;
    const listen = (): void => {
      live.events$.subscribe(({ event, index }) => (events[index] = event));
    };
    listen();
    for (let tries = 0; tries < 50 && !finished; tries += 1) {
      try {
        answer = (await run(live.settled())).answer?.raw ?? null;
        finished = true;
      } catch (error) {
        if (!isStreamError(error)) throw error;
        live = watchSession({ ...client }, id, { clock, random: seededRandom(seed), poll, log: live.log() });
        listen();
      }
    }
  } else {
    ({ id } = await run(client.create(request)));
    requests = 0;
    const collected: OracleRun = { events, answer: null, status: '', requests: 0 };
    const options = {
      baseUrl: 'http://localhost:1',
      key: 'hk-sim',
      fetch: fetchCounted,
      clock,
      random: seededRandom(seed),
      ...(shape.limit === undefined ? {} : { limit: shape.limit }),
    };
    finished = await run(
      waitLikeTheSdk(id, options, collected).then(
        () => true,
        () => false,
      ),
    );
    answer = collected.answer;
  }
  const counted = requests;
  await clock.advance(3_600_000);
  faults.stop();
  const all: SessionEvent[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = await run(direct<Page<SessionEvent>>(`${id}/events?size=200&page=${page}`));
    all.push(...items);
    if (all.length >= total) break;
  }
  const session = await run(direct<Session>(id));
  await run(server.close());
  return {
    finished,
    events,
    answer,
    requests: counted,
    met: schedule.length - due.length,
    server: { events: all, answer: session.latest_answer ?? null },
  };
}

/** Only these meet faults, so that each means the same to both. */
function isLongPoll(request: Request): boolean {
  return /wait_for_seconds=20/.test(request.url);
}

async function pump<Result>(clock: ReturnType<typeof createManualClock>, promise: Promise<Result>): Promise<Result> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  promise.then(done, done);
  for (let steps = 0; steps < 20_000; steps += 1) {
    await clock.settle();
    // Before a long silence make sure that nobody is still about to speak.
    for (let turns = 0; turns < 20 && !settled && (clock.nextDueInMs ?? 0) > 2_500; turns += 1) await clock.settle();
    if (settled) break;
    await clock.next();
  }
  return settled ? promise : Promise.reject(new Error('hung'));
}

describe('beside the polling rules of the official SDKs, on the same faults', () => {
  test(
    'ours delivers all they deliver, finishes where they throw or spin, and where they finish asks no more',
    { timeout: 60_000 },
    async () => {
      const seeds = 60;
      let theyThrew = 0;
      let theyWereWrong = 0;
      let oursAsked = 0;
      let theyAsked = 0;
      const more: string[] = [];
      for (let seed = 0; seed < seeds; seed += 1) {
        const random = seededRandom(seed + 7);
        const shape = { steps: 1 + Math.floor(random() * 12), stepMs: 500 + Math.floor(random() * 30_000), limit: 50 };
        const schedule = Array.from({ length: Math.floor(random() * 4) }, () => ({
          atMs: Math.floor(random() * shape.steps * shape.stepMs),
          kind: KINDS[Math.floor(random() * KINDS.length)] ?? 'refused',
        })).toSorted((one, other) => one.atMs - other.atMs);
        const theirs = await follow('theirs', seed, schedule, shape);
        const ours = await follow('ours', seed, schedule, shape);
        expect([seed, ours.finished]).toEqual([seed, true]);
        expect(ours.events).toEqual(ours.server.events);
        expect(ours.answer).toEqual(ours.server.answer);
        expect(ours.events.length).toBeGreaterThanOrEqual(Math.min(theirs.events.length, theirs.server.events.length));
        if (!theirs.finished) {
          theyThrew += 1;
          continue;
        }
        if (!isDeepStrictEqual(theirs.events, theirs.server.events)) theyWereWrong += 1;
        oursAsked += ours.requests;
        theyAsked += theirs.requests;
        // Who is done before a fault falls due does not meet it.
        if (ours.met <= theirs.met && ours.requests > theirs.requests) {
          more.push(
            `seed ${seed}: ${ours.requests} > ${theirs.requests} (${schedule.map(({ kind }) => kind).join(', ')})`,
          );
        }
      }
      console.log(
        `${seeds} runs: they threw in ${theyThrew}, were wrong in ${theyWereWrong}; where they finished: ` +
          `${oursAsked} requests against ${theyAsked}`,
      );
      expect(theyThrew).toBeGreaterThan(0);
      expect(more).toEqual([]);
    },
  );

  test('a busy session costs at most 0.55 of their requests, a quiet one no more', { timeout: 60_000 }, async () => {
    const busy = { steps: 100, stepMs: 2_000 };
    const quiet = { steps: 1, stepMs: 1_000 };
    const silent = { steps: 1, stepMs: 55_000 };
    const ratio = async (shape: typeof busy): Promise<number> => {
      const [ours, theirs] = [await follow('ours', 1, [], shape), await follow('theirs', 1, [], shape)];
      expect(ours.events.map(({ data }) => data)).toEqual(theirs.events.map(({ data }) => data));
      return ours.requests / theirs.requests;
    };
    const ratios = [await ratio(busy), await ratio(quiet), await ratio(silent)] as const;
    console.log(
      `requests against theirs: busy ${ratios[0].toFixed(3)}, quiet ${ratios[1].toFixed(3)}, silent ${ratios[2].toFixed(3)}`,
    );
    expect(ratios[0]).toBeLessThanOrEqual(0.55);
    expect(ratios[1]).toBeLessThanOrEqual(1);
    expect(ratios[2]).toBeLessThanOrEqual(1);
  });
});
