import { createClient } from '@agent-session/client';
import type { Page, Session, SessionEvent } from '@agent-session/protocol';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { createFaults, createManualClock, seededRandom, type FaultKind } from '@agent-session/testing';
import { launchSession, watchSession, isStreamError, type LiveSession } from '../src/index.js';
import { waitLikeTheSdk, type OracleRun } from './oracle.js';

/** How a wait for one session went. */
export interface Outcome {
  readonly finished: boolean;
  readonly events: readonly SessionEvent[];
  readonly answer: unknown;
  readonly requests: number;
  /** How many of the faults it met before it was done. */
  readonly met: number;
  readonly server: { readonly events: readonly SessionEvent[]; readonly answer: unknown };
}

/** Faults by the clock, so that both meet the same ones, whenever and whatever they ask. */
export interface Due {
  readonly atMs: number;
  readonly kind: FaultKind;
}

export const KINDS: readonly FaultKind[] = [
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
  'outage',
  'illegal-status',
  'clock-jump',
];

/** The run that is followed. */
export interface Shape {
  readonly steps: number;
  readonly stepMs: number;
  /** Most events of a page. */
  readonly limit?: number;
}

/** Follows a session on the real server to its end, as we do or by the rules of the official SDKs, over the same faults. */
export async function follow(
  who: 'ours' | 'theirs',
  seed: number,
  schedule: readonly Due[],
  shape: Shape,
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
    kinds: [],
    jump: (deltaMs) => clock.jump(deltaMs),
  });
  const fetchCounted: typeof fetch = async (input, init) => {
    requests += 1;
    if (requests > 500) throw new Error('spun');
    // A loop without a pause must not keep time from going on.
    await new Promise((resolve) => setImmediate(resolve));
    const request = new Request(input, init);
    if (due[0] && clock.now() - startedAt >= due[0].atMs && isLongPoll(request)) {
      faults.next(due[0].kind, { on: 'changes' });
      due.shift();
    }
    return faults.fetch(request);
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

/** Busy is 50 pages and more; quiet sessions are short, or say nothing for longer than a wait. */
export const SHAPES = {
  busy: { steps: 100, stepMs: 2_000 },
  quiet: { steps: 1, stepMs: 1_000 },
  silent: { steps: 1, stepMs: 55_000 },
} as const satisfies Record<string, Shape>;

/** Requests of a run without faults, ours over theirs. */
export async function requestRatio(shape: Shape): Promise<number> {
  const ours = await follow('ours', 1, [], shape);
  const theirs = await follow('theirs', 1, [], shape);
  const told = [ours, theirs].map(({ events }) => JSON.stringify(events.map(({ data }) => data)));
  if (told[0] !== told[1]) throw new Error('They did not read the same events.');
  return ours.requests / theirs.requests;
}
