import type { Session, SessionChanges, SessionEvent, SessionRequest, SessionStatusBody } from '@agent-session/protocol';
import { createMemoryStore, createServer, type ServerOptions, type SessionServer } from '../../src/index.js';
import type { ManualClock } from '@agent-session/testing';
import { createTestClock } from './test-clock.js';
import { echo } from './agents.js';
import { validateResponse } from './validate-response.js';

/** A server without a socket, on a clock that stands still, and its caller. */
export interface TestServer {
  readonly server: SessionServer;
  readonly clock: ManualClock;
  /** Sends a request as `key` (`null`: nobody) and checks the response against the contract. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  create(request: Partial<SessionRequest>, options?: CallOptions): Promise<Session>;
  status(id: string): Promise<SessionStatusBody>;
  session(id: string): Promise<Session>;
  changes(id: string, fromIndex?: number): Promise<SessionChanges>;
  events(id: string): Promise<readonly SessionEvent[]>;
  message(id: string, text: string): Promise<number>;
  /** POSTs a command without a body and gives the status code. */
  command(id: string, name: 'pause' | 'resume' | 'force_answer'): Promise<number>;
  cancel(id: string): Promise<number>;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const KEY = 'hk-test-one';
export const OTHER_KEY = 'hk-test-two';
const ORIGIN = 'http://server.test';

export function createTestServer(options: Partial<ServerOptions> & { readonly clock?: ManualClock } = {}): TestServer {
  const clock = options.clock ?? createTestClock();
  const server = createServer({
    store: createMemoryStore(),
    agents: [echo],
    auth: { keys: [KEY, OTHER_KEY] },
    ...options,
    clock,
  });
  return callerOf(server, clock);
}

/** Calls a server that is there already. */
export function callerOf(server: SessionServer, clock: ManualClock): TestServer {
  const call: TestServer['call'] = async (method, path, { key = KEY, body, headers, signal } = {}) => {
    const response = await server.fetch(
      new Request(`${ORIGIN}${path}`, {
        method,
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(signal && { signal }),
      }),
    );
    await validateResponse(method, path.split('?', 1)[0]!, response);
    return response;
  };
  const json = async <Body>(path: string) => (await call('GET', path)).json() as Promise<Body>;
  const at = (id: string, rest = '') => `/api/v2/sessions/${id}${rest}`;
  return {
    server,
    clock,
    call,
    async create(request, callOptions) {
      const response = await call('POST', '/api/v2/sessions', {
        ...callOptions,
        body: { agent: 'test/echo', ...request },
      });
      if (response.status !== 201) throw new Error(`create: ${response.status} ${await response.text()}`);
      return (await response.json()) as Session;
    },
    status: (id) => json(at(id, '/status')),
    session: (id) => json(at(id)),
    changes: (id, fromIndex = 0) => json(at(id, `/changes?from_index=${fromIndex}`)),
    async events(id) {
      const items: SessionEvent[] = [];
      for (let page = 1; ; page += 1) {
        const body = await json<{ items: SessionEvent[]; total: number }>(at(id, `/events?size=200&page=${page}`));
        items.push(...body.items);
        if (items.length >= body.total) return items;
      }
    },
    async message(id, text) {
      const body = { type: 'user_message', message: text };
      return (await call('POST', at(id, '/messages'), { body })).status;
    },
    command: async (id, name) => (await call('POST', at(id, `/${name}`))).status,
    cancel: async (id) => (await call('DELETE', at(id))).status,
  };
}

/** Events in a short form that a test can compare: types, and what tells them apart. */
export function outline(events: readonly SessionEvent[]): string[] {
  return events.map(({ type, data }) => {
    const { kind, reason, status, state, flow } = data as Record<string, string>;
    const detail = kind ?? reason ?? status ?? state;
    return `${type.replace(/Event$/, '')}${detail ? `:${detail}` : ''}${flow ? `:${flow}` : ''}`;
  });
}
