import { type EndpointName, ENDPOINTS, endpointPath } from '@agent-session/protocol';
import { createMemoryStore, defineAgent, type ServerOptions } from '../../src/index.js';
import { createTestServer, KEY, type TestServer } from '../helpers/test-server.js';

/** One request of a fuzzer. */
export interface FuzzRequest {
  readonly name: EndpointName;
  readonly id?: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly eventIndex?: number;
  readonly resourceKey?: string;
}

/** What came of all requests. */
export interface FuzzTally {
  sent: number;
  /** Answered 2xx or 302. */
  succeeded: number;
  /** Those of them that made the log of a session longer. */
  changed: number;
  /** `endpoint code` → how often. */
  readonly pairs: Map<string, number>;
}

export const createTally = (): FuzzTally => ({ sent: 0, succeeded: 0, changed: 0, pairs: new Map() });

/** Longest a reply may take on the virtual clock: the longest wait of a long-poll. */
const LONGEST_REPLY_MS = 25_000;

/**
 * Does what its message says: `t…` asks a tool of its caller, `w…` waits for a message, `k…` keeps a file, all else is
 * answered.
 */
const obedient = defineAgent({
  name: 'test/obedient',
  description: 'Does what its message says.',
  async *run(context) {
    yield { kind: 'policy_event', content: 'Looking.' };
    const text = context.messages.at(-1)?.message ?? '';
    if (text.startsWith('t')) await context.callTools([{ tool_name: 'ask', id: `call-${context.turn}` }]);
    if (text.startsWith('w')) await context.untilMessage();
    await context.saveResource('files', 'kept.txt', new TextEncoder().encode(text), 'text/plain');
    yield { kind: 'metrics', metrics: { total_cost: null } };
    yield { kind: 'answer_event', answer: text };
  },
});

type WorldOptions = Omit<Partial<ServerOptions>, 'clock'>;

/** A server with sessions, and a way to send it requests that are counted. */
export interface World extends TestServer {
  readonly ids: string[];
  send(request: FuzzRequest): Promise<Response>;
  /** The same, not counted: sets the stage for another one. */
  prepare(request: FuzzRequest): Promise<Response>;
  /** Another server, whose requests are counted together with those of this one. */
  beside(options: WorldOptions): World;
}

export function createWorld(tally: FuzzTally, options: WorldOptions = {}): World {
  const { store = createMemoryStore() } = options;
  const server = createTestServer({
    agents: [obedient],
    ...options,
    store,
    limits: { maxActiveSessions: 3, ...options.limits },
  });
  const { call, clock } = server;
  const ids: string[] = [];
  const versionOf = async (id: string) => (await store.events.head(id.toLowerCase())).version;

  const world: World = {
    ...server,
    ids,
    beside: (otherOptions) => createWorld(tally, otherOptions),
    async send(request) {
      const before = request.id === undefined ? 0 : await versionOf(request.id);
      const response = await world.prepare(request);
      const { status, ok } = response;
      tally.sent += 1;
      if (ok || status === 302) tally.succeeded += 1;
      const isLonger = request.id === undefined ? status === 201 : (await versionOf(request.id)) > before;
      if (ok && isLonger) tally.changed += 1;
      const pair = `${request.name} ${status}`;
      tally.pairs.set(pair, (tally.pairs.get(pair) ?? 0) + 1);
      return response;
    },
    async prepare({
      name,
      id = UNKNOWN,
      body,
      query = {},
      key = KEY,
      headers,
      eventIndex = 0,
      resourceKey = 'kept.txt',
    }) {
      const { method } = ENDPOINTS[name];
      const path = endpointPath(name, { id, event_index: eventIndex, bucket: 'files', key: resourceKey });
      const parameters = new URLSearchParams(
        Object.entries(query).flatMap(([parameter, value]) => [value].flat().map((each) => [parameter, String(each)])),
      );
      const text = parameters.size > 0 ? `${path}?${parameters}` : path;
      const reply = call(method, text, { key, ...(body !== undefined && { body }), ...(headers && { headers }) });
      await clock.settle();
      if (name === 'changes') await clock.advance(LONGEST_REPLY_MS);
      const response = await reply;
      await clock.settle();
      const { status } = response;
      if (status >= 500) throw new Error(`${status} to ${method} ${text} ${JSON.stringify(body)}`);
      if (name === 'create' && status === 201 && key === KEY) {
        ids.push(((await response.clone().json()) as { id: string }).id);
      }
      return response;
    },
  };
  return world;
}

export const UNKNOWN = '00000000-0000-4000-8000-000000000000';
