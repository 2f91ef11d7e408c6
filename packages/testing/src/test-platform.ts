import type { SessionEvent } from '@agent-session/protocol';
import {
  createMemoryStore,
  createServer,
  scriptedAgent,
  waitOn,
  type Agent,
  type ScriptedCommand,
  type ServerOptions,
  type SessionStore,
} from '@agent-session/server';
import { checkOptions } from './check-options.js';
import { createClientClock, type ClientClock } from './client-clock.js';
import { durationMs, type Duration } from './duration.js';
import { FaultUnmetError, TestingError } from './errors.js';
import { checkFaultPlan, followRules, isRuleList, type FaultPlan } from './fault-plan.js';
import { ENDING_KINDS, FAULT_KIND_NAMES } from './fault-kinds.js';
import { createFaults, type Faults } from './faults.js';
import { TEST_EPOCH_MS, createManualClock, eventLoopTurn, type TestClock } from './manual-clock.js';
import { createRunnerClock, type RunnerTimers } from './runner-clock.js';
import { chooseSeed, reproduceLine } from './seed.js';
import { script as newScript, scriptData, type ScriptInput } from './script/script.js';
import { seededRandom } from './seeded-random.js';

/** How a test platform is made. Every option has a default. */
export interface TestPlatformOptions {
  /**
   * What its agents do, one script per agent. Default, unless there are `agents`: `test/script`, which takes a step and
   * repeats the message.
   */
  readonly script?: ScriptInput | readonly ScriptInput[];
  /** Agents of your own, beside the scripts. */
  readonly agents?: readonly Agent[];
  /** What goes wrong between client and platform. Default: nothing. */
  readonly faults?: FaultPlan;
  /**
   * Decides everything that is random. Default: `AGENT_SESSION_SEED` of the environment, else 1. `random`: another one in
   * each run, unless the environment names one.
   */
  readonly seed?: number | 'random';
  /** Share a clock with other parts of the test. Default: one of its own, at 2026-01-01T00:00:00Z. */
  readonly clock?: TestClock;
  /**
   * The fake timers of the runner, switched on: `vi` of Vitest or `jest` of Jest. The platform, `Date` and every timer of
   * the application are then one time, which `advance` and `until` move; it begins at 2026-01-01T00:00:00Z.
   */
  readonly timers?: RunnerTimers;
  /** Options of the server below: limits, `reopen`, `lenient`, … */
  readonly server?: Pick<ServerOptions, 'limits' | 'reopen' | 'lenient' | 'auth' | 'agentFetch' | 'log' | 'viewUrl'>;
}

/** The whole sessions API in this process: no socket, no sleep, and time that passes when you say so. */
export interface TestPlatform {
  /** In place of the global one: for our client, or any other. Bound; faults happen here. */
  readonly fetch: typeof globalThis.fetch;
  /** Where it pretends to be. */
  readonly baseUrl: string;
  /** A key it accepts. */
  readonly apiKey: string;
  /** The name of the first agent. */
  readonly agent: string;
  readonly seed: number;
  /** The one clock of the test. Pass it (or `clientClock`) to whatever waits. */
  readonly clock: TestClock;
  /** The clock of the client's device, which the fault `asleep` puts to sleep. */
  readonly clientClock: ClientClock;
  /** Which faults happened, how often, and `stop()`. */
  readonly faults: Faults;
  /** Lets time pass: everything that falls due happens, in order, each with all its consequences. */
  advance(duration: Duration): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /**
   * Lets time pass until the promise is settled, and gives what it gives.
   *
   * @throws TestingError (`not-settled`) when nothing is left that could settle it, or `within` (default 30 days) is over.
   */
  until<Value>(promise: PromiseLike<Value>, within?: Duration): Promise<Value>;
  /** The events the platform has of a session, past all faults. */
  events(sessionId: string): Promise<readonly SessionEvent[]>;
  /**
   * Puts the platform in place of the global `fetch`, for requests to `baseUrl`, until it is closed: for code that takes no
   * `fetch`. Another request passes.
   *
   * @param baseUrl - What the application calls. Default: that of the platform.
   * @returns what ends it before.
   */
  intercept(baseUrl?: string): () => void;
  /** Stops the server and starts it again on its store, as a crash does. */
  restart(): Promise<void>;
  /** One line that runs the same again. */
  reproduce(command?: string): string;
  /**
   * Stops the platform. What waits for it is told so.
   *
   * @throws FaultUnmetError when a fault that was asked for by name never happened: the test proved less than it says.
   */
  close(): Promise<void>;
}

const OPTIONS = {
  script: true,
  agents: true,
  faults: true,
  seed: true,
  clock: true,
  timers: true,
  server: true,
} as const;
const SERVER_OPTIONS = {
  limits: true,
  reopen: true,
  lenient: true,
  auth: true,
  agentFetch: true,
  log: true,
  viewUrl: true,
} as const;
const BASE_URL = 'https://platform.test';
const API_KEY = 'hk-test';
/** A reply passes through a client in a handful of turns of the event loop; nothing real is waited for. */
const TURNS_PER_STEP = 4;
const DAY_MS = 86_400_000;

/**
 * Makes a platform for tests: the real server over a memory store, agents that play scripts, a clock that stands still,
 * and a network that is as bad as you say.
 *
 * @throws TypeError when an option, a script or a fault makes no sense; the message names the place.
 * @example
 * const platform = createTestPlatform({ script: script().starts().waits({ seconds: 60 }).answers('done') });
 * const client = createClient({ baseUrl: platform.baseUrl, apiKey: platform.apiKey, fetch: platform.fetch });
 * const { id } = await client.create({ agent: platform.agent, messages: 'go' });
 * await platform.advance({ seconds: 60 });
 * (await client.get(id)).latest_answer; // 'done'
 */
export function createTestPlatform(options: TestPlatformOptions = {}): TestPlatform {
  checkOptions(options, OPTIONS, 'createTestPlatform()');
  if (options.server !== undefined) checkOptions(options.server, SERVER_OPTIONS, '"server" of createTestPlatform()');
  const seed = chooseSeed(options.seed);
  if (options.clock !== undefined && options.timers !== undefined) {
    throw new TypeError('createTestPlatform() takes "clock" or "timers": a test has one time.');
  }
  const clock =
    options.timers === undefined
      ? (options.clock ?? createManualClock({ turnsPerStep: TURNS_PER_STEP }))
      : createRunnerClock(options.timers, TEST_EPOCH_MS, someTurns);
  if (typeof (clock as Partial<TestClock>).advance !== 'function') {
    throw new TypeError('"clock" must be one that createManualClock() made: the platform moves it.');
  }
  const clientClock = createClientClock(clock);
  const random = seededRandom(seed);
  const { agents: ownAgents = [], script: written = ownAgents.length > 0 ? [] : defaultScript() } = options;
  const scripts = [written].flat().map(scriptData);
  const wait = waitOn(clock);
  const agents = [...scripts.map((each) => scriptedAgent(each, { wait, command: steer })), ...ownAgents];
  const [firstAgent] = agents;
  if (!firstAgent) throw new TypeError('The platform has no agent: give it a script, or agents.');
  const store = lasting(createMemoryStore());
  const { limits, ...server } = options.server ?? {};
  let closed = false;
  /** Timers on the clock that only bound an `until`. */
  let waits = 0;
  let restoreFetch = (): void => undefined;
  let current = start();
  let lastStop: Promise<void> = Promise.resolve();

  function start() {
    return createServer({
      auth: { keys: [API_KEY] },
      ...server,
      // A script may be silent for as long as it likes, and a week should not be spent on tidying up.
      limits: { agentSilenceMs: null, retentionIntervalMs: DAY_MS, ...limits },
      store,
      agents,
      clock,
      randomId: () => uuid(random),
    });
  }

  async function steer(sessionId: string, { command, resumeAfterSeconds }: ScriptedCommand): Promise<void> {
    await send(sessionId, command);
    if (command !== 'pause' || resumeAfterSeconds === undefined) return;
    clock.setTimeout(() => {
      if (!closed) void send(sessionId, 'resume').catch(() => undefined);
    }, resumeAfterSeconds * 1000);
  }

  async function send(sessionId: string, command: ScriptedCommand['command'] | 'resume'): Promise<void> {
    const path = { pause: '/pause', resume: '/resume', forceAnswer: '/force_answer', cancel: '' }[command];
    const response = await current.fetch(
      new Request(`${BASE_URL}/api/v2/sessions/${sessionId}${path}`, {
        method: command === 'cancel' ? 'DELETE' : 'POST',
        headers: { authorization: `Bearer ${API_KEY}` },
      }),
    );
    if (!response.ok) throw new Error(`The script asked for ${command}: ${response.status} ${await response.text()}`);
  }

  async function restart(): Promise<void> {
    const stopping = current.close();
    current = start();
    lastStop = stopping;
    await stopping;
    await current.ready;
  }

  const plan = options.faults ?? [];
  checkFaultPlan(plan);
  const rules = followRules(isRuleList(plan) ? plan : [], seededRandom(seed + 3_000_017));
  const faultRandom = seededRandom(seed + 2_000_003);
  const faults = createFaults({
    fetch: (request) => current.fetch(request),
    clock,
    random: faultRandom,
    restart,
    jump: (deltaMs) => clock.jump(deltaMs),
    sleep: (sleepMs) => clientClock.sleep(sleepMs),
    rules,
    ...(isRuleList(plan)
      ? { kinds: [] }
      : { kinds: FAULT_KIND_NAMES.filter((kind) => !ENDING_KINDS.has(kind)), ...plan }),
  });

  const platform: TestPlatform = {
    baseUrl: BASE_URL,
    apiKey: API_KEY,
    agent: firstAgent.name,
    seed,
    clock,
    clientClock,
    faults,
    async fetch(input, init) {
      const response = await followed(new Request(input, init), faults.fetch);
      await clientClock.awake();
      return response;
    },
    async advance(duration) {
      await clock.advance(durationMs(duration));
      await clock.settle();
    },
    settle: () => clock.settle(),
    async until<Value>(promise: PromiseLike<Value>, within: Duration = { days: 30 }) {
      let outcome: { readonly value: Value } | { readonly error: unknown } | null = null;
      void Promise.resolve(promise).then(
        (value) => (outcome = { value }),
        (error: unknown) => (outcome = { error }),
      );
      let isOver = false;
      const limit = clock.setTimeout(() => (isOver = true), durationMs(within));
      waits += 1;
      try {
        await clock.settle();
        while (outcome === null) {
          const isStuck = !isOver && clock.pendingTimers <= waits;
          if (isStuck || isOver) {
            throw new TestingError(
              'not-settled',
              isStuck
                ? `Nothing is left on the clock that could settle this promise: ${WHY_NOT_SETTLED}`
                : `The promise is not settled after ${spelled(within)} of virtual time: ${WHY_NOT_SETTLED} ` +
                    'If it only needs longer, say so: until(promise, { days: 60 }).',
            );
          }
          await clock.next();
        }
      } finally {
        clock.clearTimeout(limit);
        waits -= 1;
      }
      const settled = outcome as { readonly value: Value } | { readonly error: unknown };
      if ('error' in settled) throw settled.error;
      return settled.value;
    },
    async events(sessionId) {
      const { events } = await store.events.readEvents(sessionId, { fromIndex: 0, limit: Number.MAX_SAFE_INTEGER });
      return events.map(({ data }) => data as SessionEvent);
    },
    intercept(baseUrl = BASE_URL) {
      restoreFetch();
      const { origin } = new URL(baseUrl);
      const real = globalThis.fetch;
      const intercepted: typeof globalThis.fetch = (input, init) => {
        const request = new Request(input, init);
        return new URL(request.url).origin === origin ? platform.fetch(request) : real(request);
      };
      globalThis.fetch = intercepted;
      restoreFetch = () => {
        // What somebody else has put there since is theirs to take away.
        if (globalThis.fetch === intercepted) globalThis.fetch = real;
      };
      return restoreFetch;
    },
    restart,
    reproduce: (command) => reproduceLine(seed, command),
    async close() {
      closed = true;
      restoreFetch();
      faults.stop();
      await lastStop;
      await current.close();
      if (faults.unmet.length > 0) throw new FaultUnmetError(faults.unmet);
    },
  };
  return platform;
}

const WHY_NOT_SETTLED =
  'what it waits for was never asked for, does not happen in this script, or waits on another clock. ' +
  'Pass `platform.clock` to whatever waits.';

function spelled(duration: Duration): string {
  return Object.entries(duration)
    .map(([unit, amount]) => `${String(amount)} ${unit}`)
    .join(' ');
}

function defaultScript(): ScriptInput {
  return newScript().step('Repeating the message.').echoes();
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** As many as browsers follow. */
const MAX_REDIRECTS = 20;

/** As `fetch` does: redirects are followed unless the request says otherwise. */
async function followed(request: Request, send: typeof globalThis.fetch): Promise<Response> {
  let response = await send(request);
  for (let count = 0; REDIRECTS.has(response.status) && request.redirect !== 'manual'; count += 1) {
    const location = response.headers.get('location');
    if (location === null) break;
    if (request.redirect === 'error' || count === MAX_REDIRECTS) {
      throw new TypeError('fetch failed', { cause: new Error(`unexpected redirect to ${location}`) });
    }
    const { headers, signal } = request;
    // Only reads are redirected by this API.
    response = await send(new Request(new URL(location, request.url), { headers, signal }));
  }
  return response;
}

async function someTurns(): Promise<void> {
  for (let turns = 0; turns < TURNS_PER_STEP; turns += 1) await eventLoopTurn();
}

/** A store that outlives its servers, as a file does. */
function lasting(store: SessionStore): SessionStore {
  return { ...store, close: () => Promise.resolve() };
}

/** A version 4 UUID out of seeded numbers, so that a run has the same ids every time. */
function uuid(random: () => number): string {
  const hex = (): string => Math.floor(random() * 16).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', hex);
}
