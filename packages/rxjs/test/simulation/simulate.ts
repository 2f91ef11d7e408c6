import { inspect, isDeepStrictEqual } from 'node:util';
import { createClient } from '@agent-session/client';
import { replay, type EventEntry } from '@agent-session/core';
import type { Page, Session, SessionEvent } from '@agent-session/protocol';
import { AgentFailure, createMemoryStore, createServer, defineAgent, type SessionStore } from '@agent-session/server';
import { createFaults, createManualClock, seededRandom, type FaultKind, type Faults } from '@agent-session/testing';
import type { Subscription } from 'rxjs';
import { isStreamError, type LiveAnswer, type LiveClient, type LiveSession } from '../../src/index.js';
import type { GuardName } from '../../src/poll-plan.js';
import { watchWith } from '../../src/watch-session.js';
import { sleepyClock } from './sleepy-clock.js';

export interface SimulationOptions {
  readonly guardsOff?: readonly GuardName[];
  readonly rate?: number;
  readonly kinds?: readonly FaultKind[];
}

export interface SimulationReport {
  readonly seed: number;
  /** What was wrong; empty when every invariant held. */
  readonly broken: readonly string[];
  readonly counts: Readonly<Record<FaultKind, number>>;
  readonly requests: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly scenario: string;
}

const SCENARIOS = ['one-shot', 'interactive', 'cancelled', 'failing', 'no-answer', 'paused', 'bursty'] as const;

/** The kinds of refusals that end a stream. */
const PERMANENT: readonly FaultKind[] = ['unauthorized-401', 'not-found-404', 'invalid-422'];

const MAX_STEPS = 6_000;
const MAX_VIRTUAL_MS = 7 * 24 * 3_600_000;

/** One whole run of a session on the real server, followed over a bad network; everything decided by the seed. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationReport> {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low));
  const clock = createManualClock();
  const client = sleepyClock(clock);
  const broken: string[] = [];
  const fail = (what: string): void => {
    if (broken.length < 10 && !broken.includes(what)) broken.push(what);
  };

  // The server and its agent.
  const scenario = SCENARIOS[between(0, SCENARIOS.length)] ?? 'one-shot';
  const agentRandom = seededRandom(seed + 1_000_003);
  const sleep = (delayMs: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clock.clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = clock.setTimeout(end, delayMs);
      signal.addEventListener('abort', end);
    });
  const agent = defineAgent({
    name: 'local/simulated',
    description: 'Does as the seed says.',
    resumable: true,
    async *run(context) {
      const steps = 1 + Math.floor(agentRandom() * (scenario === 'bursty' ? 60 : 12));
      for (let step = 0; step < steps && context.answerRequested === null; step += 1) {
        if (scenario !== 'bursty' || agentRandom() < 0.1) await sleep(agentRandom() * 25_000, context.signal);
        if (context.signal.aborted) return;
        yield { kind: 'policy_event', content: `step ${step}` };
        yield { kind: 'observation_event', text: `saw ${Math.floor(agentRandom() * 1e6)}` };
      }
      if (scenario === 'failing' && agentRandom() < 0.7)
        throw new AgentFailure('environment_error', 'The browser is gone.');
      if (scenario === 'no-answer') return;
      const said = context.messages.map(({ message }) => message).join(' + ');
      if (agentRandom() < 0.3) yield { kind: 'answer_event', answer: `draft for ${said}` };
      yield { kind: 'answer_event', answer: `answer to ${said}` };
    },
  });
  const inner = createMemoryStore();
  const store: SessionStore = new Proxy(inner, {
    get: (target, key) => (key === 'close' ? async () => undefined : (Reflect.get(target, key) as unknown)),
  });
  const startServer = () => createServer({ store, agents: [agent], auth: { keys: ['hk-sim'] }, clock });
  let server = startServer();

  // Between them.
  const faults: Faults = createFaults({
    fetch: (request) => server.fetch(request),
    clock,
    random: seededRandom(seed + 2_000_003),
    rate: options.rate ?? [0.05, 0.15, 0.3][seed % 3] ?? 0.15,
    ...(options.kinds ? { kinds: options.kinds } : {}),
    async restart() {
      const closing = server.close();
      server = startServer();
      await closing;
      await server.ready;
    },
    jump: (deltaMs) => clock.jump(deltaMs),
    sleep: (durationMs) => client.sleep(durationMs),
  });
  const httpOptions = {
    apiKey: 'hk-sim',
    baseUrl: 'http://localhost:1',
    retry: false,
    random,
    newIdempotencyKey: () => `key-${seed}`,
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const response = await faults.fetch(input, init);
      await client.awake();
      return response;
    },
  } as const;
  const http = createClient({ ...httpOptions, clock: client });
  // Its own timeouts would hide whether the watchdog works.
  const timeless = { now: () => clock.now(), setTimeout: () => 0, clearTimeout: () => undefined };
  const polled = createClient({ ...httpOptions, clock: timeless });
  const direct = async <Body>(path: string): Promise<Body> => {
    const response = await server.fetch(
      new Request(`http://localhost:1/api/v2/sessions/${path}`, { headers: { authorization: 'Bearer hk-sim' } }),
    );
    return (await response.json()) as Body;
  };

  // What the poll asks, and whether it may.
  let requests = 0;
  const openPolls = new Map<object, number>();
  const notBefore = new Map<object, number>();
  const statusReads = new Map<object, number[]>();
  let instant = -1;
  let atInstant = 0;
  let stuck = false;
  const watchedCall =
    <Args extends readonly unknown[], Result>(
      owner: object,
      name: string,
      signalOf: (...args: Args) => AbortSignal | undefined,
      call: (...args: Args) => Promise<Result>,
    ) =>
    async (...args: Args): Promise<Result> => {
      requests += 1;
      openPolls.set(owner, (openPolls.get(owner) ?? 0) + 1);
      if ((openPolls.get(owner) ?? 0) > 1) fail('two polls in flight');
      const now = client.elapsed();
      if (now < (notBefore.get(owner) ?? 0)) fail('asked again before Retry-After');
      if (now !== instant) {
        instant = now;
        atInstant = 0;
      }
      atInstant += 1;
      if (atInstant > 300) {
        fail('hot loop');
        stuck = true;
        return new Promise(() => undefined);
      }
      if (name === 'status') {
        const recent = [...(statusReads.get(owner) ?? []).filter((at) => now - at < 20_000), now];
        statusReads.set(owner, recent);
        if (recent.length > 12) fail('status asked too often');
      }
      let closed = false;
      const close = (): void => {
        if (!closed) openPolls.set(owner, (openPolls.get(owner) ?? 0) - 1);
        closed = true;
      };
      signalOf(...args)?.addEventListener('abort', close);
      try {
        return await call(...args);
      } catch (error) {
        const { retryAfterMs } = error as { readonly retryAfterMs?: number };
        if (retryAfterMs) notBefore.set(owner, client.elapsed() + retryAfterMs);
        throw error;
      } finally {
        close();
      }
    };
  const makeClient = (): LiveClient => {
    const owner = {};
    return {
      ...http,
      readChanges: watchedCall(owner, 'changes', (_, read) => read.signal, polled.readChanges),
      readStatus: watchedCall(owner, 'status', (_, read) => read?.signal, polled.readStatus),
      get: watchedCall(owner, 'get', (_, read) => read?.signal, polled.get),
    };
  };

  // Launch, without faults: launching is the client's affair.
  const creation = http.create({
    agent: 'local/simulated',
    messages: 'first',
    ...(scenario === 'interactive' ? { idle_timeout_s: 900 } : {}),
  });
  for (let tries = 0; tries < 20; tries += 1) await clock.settle();
  const created = await creation;
  const { id } = created;
  const launched = random() < 0.5;
  let live: LiveSession;
  const until = scenario === 'interactive' ? 'terminal' : null;
  const watch = (log?: LiveSession['log']): LiveSession =>
    watchWith(
      makeClient(),
      id,
      {
        clock: client,
        random,
        poll: { pageLimit: [2, 5, 500][seed % 3] ?? 500 },
        ...(until ? { until } : {}),
        ...(log ? { log: log() } : {}),
        connectivity: {
          isOnline: () => true,
          listen(onNews) {
            client.onWake = random() < 0.5 ? () => onNews('wake') : null;
            return () => {
              client.onWake = null;
            };
          },
        },
      },
      { ...(launched && !log ? { session: created } : {}), guardsOff: new Set(options.guardsOff ?? []) },
    );
  live = watch();

  // Who listens.
  const seenBy = new Map<string, EventEntry[]>();
  const answers: LiveAnswer[] = [];
  let streamErrors = 0;
  let finished = false;
  let finishedStatus = '';
  const subscriptions = new Set<Subscription>();

  function listen(name: string, onEnd: (error: unknown) => void): Subscription {
    const seen: EventEntry[] = [];
    seenBy.set(name, seen);
    const subscription = live.events$.subscribe({
      next(entry) {
        if (entry.index !== seen.length) fail(`${name}: expected event ${seen.length}, got ${entry.index}`);
        seen.push(entry);
      },
      error: onEnd,
      complete: () => onEnd(null),
    });
    subscriptions.add(subscription);
    return subscription;
  }

  const main = (): void => {
    const count = streamErrors;
    // Of this watch: an earlier one may go on beside it, for a visitor who has not left.
    let wasGood = false;
    live.answer$.subscribe({ next: (answer) => answers.push(answer), error: () => undefined });
    live.link$.subscribe((link) => {
      if (link.status === 'live') wasGood = true;
      if (link.status === 'retrying' || link.status === 'stalled') {
        if (wasGood && link.attempt !== 1) fail(`first failure after a good reply counted as ${link.attempt}`);
        wasGood = false;
      }
    });
    listen(`main ${count}`, (error) => {
      if (error === null) {
        finished = true;
        finishedStatus = live.snapshot().status;
        return;
      }
      streamErrors += 1;
      if (!isStreamError(error)) fail(`the stream failed with ${inspect(error)}`);
      else if (error.cursor !== live.snapshot().nextIndex) fail('the error carries another cursor');
      // Going on after a refusal: by listening again, or by a new watch with the log so far.
      clock.setTimeout(() => {
        if (random() < 0.5) live = watch(live.log);
        main();
      }, 1_000);
    });
  };
  main();

  const comeAndGo = (): void => {
    if (finished) return;
    const subscription = listen(`visitor ${clock.now()} ${seenBy.size}`, () => undefined);
    clock.setTimeout(
      () => {
        subscription.unsubscribe();
        if (random() < 0.7) clock.setTimeout(comeAndGo, between(0, 30_000));
      },
      between(0, 20_000),
    );
  };
  clock.setTimeout(comeAndGo, between(0, 20_000));

  // What is asked of the run.
  const steering = (async () => {
    const pauseFor = (delayMs: number): Promise<void> =>
      new Promise((resolve) => {
        clock.setTimeout(resolve, delayMs);
      });
    const tried = async (act: () => Promise<unknown>): Promise<boolean> => {
      for (let tries = 0; tries < 40; tries += 1) {
        try {
          await act();
          return true;
        } catch (error) {
          const code = (error as { readonly code?: string }).code;
          if (code === 'command-refused' || code === 'refused-by-state' || code === 'no-answer') return false;
          await pauseFor(5_000);
        }
      }
      return false;
    };
    if (scenario === 'cancelled') {
      await pauseFor(between(0, 60_000));
      await tried(() => live.cancel());
    }
    if (scenario === 'paused') {
      await pauseFor(between(0, 40_000));
      if (await tried(() => live.pause())) {
        await pauseFor(between(0, 90_000));
        await tried(() => live.resume());
      }
    }
    if (scenario === 'interactive') {
      for (const word of ['second', 'third'].slice(0, between(0, 3))) {
        await tried(() => live.settled());
        const sent = await tried(() => live.message(word));
        if (!sent) return;
        await tried(async () => {
          const answer = await live.nextAnswer();
          if (answer.raw !== `answer to ${word}` && answer.raw !== `draft for ${word}`) {
            if (!String(answer.raw).includes(word)) fail(`the answer to "${word}" was ${JSON.stringify(answer.raw)}`);
          }
        });
      }
    }
  })();
  let steered = false;
  void steering.finally(() => {
    steered = true;
  });

  // Time passes.
  let steps = 0;
  while (!(finished && steered) && !stuck && steps < MAX_STEPS && client.elapsed() < MAX_VIRTUAL_MS) {
    steps += 1;
    if (!(await clock.next())) break;
  }
  if (!finished)
    fail(stuck ? 'hot loop' : `the stream did not end in ${steps} steps, ${Math.round(client.elapsed() / 1000)} s`);
  const virtualMs = client.elapsed();

  // What the server has.
  faults.stop();
  const log: SessionEvent[] = [];
  if (!stuck) {
    for (let page = 1; ; page += 1) {
      const reading = direct<Page<SessionEvent>>(`${id}/events?size=200&page=${page}`);
      for (let turns = 0; turns < 4; turns += 1) await clock.settle();
      const { items, total } = await reading;
      log.push(...items);
      if (log.length >= total) break;
    }
    const reading = direct<Session>(id);
    for (let turns = 0; turns < 4; turns += 1) await clock.settle();
    const session = await reading;
    const expected = faults.seenAs(log);
    if (finished) {
      const main = seenBy.get(`main ${streamErrors}`) ?? [];
      if (main.length !== expected.length) fail(`saw ${main.length} of ${expected.length} events`);
      const wrong = main.findIndex(({ event }, index) => !isDeepStrictEqual(event, expected[index]));
      if (wrong !== -1) fail(`event ${wrong} is not the server's`);
      if (finishedStatus !== session.status.status) {
        fail(`ended ${finishedStatus}, the server says ${session.status.status}`);
      }
      const last = answers.at(-1)?.raw ?? null;
      if (!isDeepStrictEqual(last, session.latest_answer ?? null)) {
        fail(`last answer ${JSON.stringify(last)}, the server's ${JSON.stringify(session.latest_answer)}`);
      }
      if (!isDeepStrictEqual(replay(live.log()), live.snapshot())) fail('replay(log) is not the state');
      const settlement = await live.settled();
      const settledWith = settlement.answer?.raw ?? null;
      if (scenario !== 'interactive' && !isDeepStrictEqual(settledWith, session.latest_answer ?? null)) {
        fail(`settled with ${JSON.stringify(settledWith)}, the server's is ${JSON.stringify(session.latest_answer)}`);
      }
      const { violations } = live.snapshot();
      if (violations.count > 0) fail(`a violation nobody committed: ${JSON.stringify(violations.last)}`);
    }
    for (const [name, seen] of seenBy) {
      const wrong = seen.findIndex(({ event }, index) => !isDeepStrictEqual(event, expected[index]));
      if (wrong !== -1) fail(`${name}: event ${wrong} is not the server's`);
    }
  }
  const permanent = PERMANENT.reduce((sum, kind) => sum + faults.counts[kind], 0);
  if (streamErrors > permanent) fail(`${streamErrors} stream errors, ${permanent} permanent refusals`);
  if (streamErrors === 0 && permanent > 0 && finished && !commandsMayHaveMet(scenario))
    fail('a permanent refusal was swallowed');

  // What is left behind.
  for (const subscription of subscriptions) subscription.unsubscribe();
  if (!stuck) {
    await clock.advance(2_000);
    if (client.pending > 0) fail(`${client.pending} timers left`);
    const left = [...openPolls.values()].reduce((sum, count) => sum + count, 0);
    if (left > 0) fail(`${left} requests left open`);
  }
  const totalFaults = Object.entries(faults.counts).reduce(
    (sum, [kind, count]) => sum + (kind === 'empty-after-end' || kind === 'skipped-status' ? 0 : count),
    0,
  );
  const longFaults = faults.counts['empty-storm'] + faults.counts.outage;
  const bound = requestBound({
    events: log.length,
    virtualMs,
    longFaults,
    faults: totalFaults - longFaults,
    watches: 1 + streamErrors,
  });
  if (finished && requests > bound) fail(`${requests} requests, more than ${bound}`);
  const closing = server.close();
  await clock.advance(100);
  await closing;
  return { seed, broken, counts: faults.counts, requests, events: log.length, virtualMs, scenario };
}

/**
 * The most requests a run may take: one per page, two per wait (the long-poll and a status read), those of the end, a
 * handful for each fault, and more for one that lasts. In a storm of a minute that is 4 at 250 ms, 4 while the pause
 * doubles to 5 s, 10 from there on, and a status read per wait; an outage of a minute meets as many on bad luck.
 */
export function requestBound(run: {
  readonly events: number;
  readonly virtualMs: number;
  /** Storms and outages: up to a minute each. */
  readonly longFaults: number;
  readonly faults: number;
  readonly watches: number;
}): number {
  const waits = Math.ceil(run.virtualMs / 20_000);
  return run.events + 2 * waits + 24 * run.longFaults + 8 * run.faults + 8 * run.watches;
}

/** Commands read the status too, and meet faults of their own. */
function commandsMayHaveMet(scenario: string): boolean {
  return scenario === 'cancelled' || scenario === 'paused' || scenario === 'interactive';
}
