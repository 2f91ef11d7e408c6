import type { EndpointName } from '@agent-session/protocol';
import type { AgentSessionClient } from '../src/index.js';

export const sessionId = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
export const at = '2026-06-10T09:00:00Z';

export const session = {
  id: sessionId,
  request: { agent: 'h/web-surfer-holo3-1-35b', messages: 'Top 3 stories?' },
  status: { status: 'running', steps: 2, usage_per_model: [], subagent_session_ids: [] },
  agent_view_url: null,
  latest_answer: null,
  created_at: at,
  started_at: at,
  finished_at: null,
};
const summary = { id: sessionId, status: 'queued', created_at: at, agent: 'h/web-surfer-holo3-1-35b' };
const event = { type: 'AgentStartedEvent', data: {}, timestamp: at };
const changes = { status: 'running', new_events: [event], answer: null, metrics: { steps: 2 } };
const result = { kind: 'tool_result', tool_req: { tool_name: 'ask', args: {}, id: 'call-1' }, result: 42 } as const;

/** One row of the endpoint table: a call, the reply it gets, what it makes of it, and a call that is never sent. */
export interface EndpointCase {
  readonly call: (client: AgentSessionClient, id?: string) => Promise<unknown>;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly returns: unknown;
  /** What arrives, besides method and path. */
  readonly sends?: unknown;
  readonly query?: string;
  /** A call whose argument is bad, and the argument the error names. */
  readonly bad: (client: AgentSessionClient) => Promise<unknown>;
  readonly badArgument: string;
}

const badId = { bad: (client: AgentSessionClient) => client.pause('42'), badArgument: 'sessionId' };

/** Total: an endpoint added to the table without a case does not compile. */
export const endpointCases: Readonly<Record<EndpointName, EndpointCase>> = {
  create: {
    call: (client) => client.create({ agent: 'h/web-surfer-holo3-1-35b', messages: 'Top 3 stories?', max_steps: 9 }),
    status: 201,
    body: session,
    returns: session,
    sends: { agent: 'h/web-surfer-holo3-1-35b', messages: 'Top 3 stories?', max_steps: 9 },
    bad: (client) => client.create({ agent: 'a', max_steps: 0 }),
    badArgument: 'max_steps',
  },
  list: {
    call: (client) =>
      client
        .list({
          owner: 'me',
          status: ['running', 'idle'],
          groupId: 'g & h',
          createdAfter: new Date(at),
          size: 100,
          sort: 'created_at',
        })
        .page(2),
    status: 200,
    body: { items: [summary], total: 101, page: 2 },
    returns: { items: [summary], total: 101, page: 2 },
    query:
      'owner=me&status=running&status=idle&group_id=g+%26+h&created_after=2026-06-10T09%3A00%3A00.000Z&size=100&sort=created_at&page=2',
    bad: (client) => client.list({ size: 0 }).page(1),
    badArgument: 'size',
  },
  quota: {
    call: (client) => client.quota(),
    status: 200,
    body: { scope: 'org', limit: 3, active: 1, available: 2 },
    returns: { scope: 'org', limit: 3, active: 1, available: 2 },
    bad: (client) => client.quota({ timeoutMs: 0 }),
    badArgument: 'timeoutMs',
  },
  get: {
    call: (client, id = sessionId) => client.get(id),
    status: 200,
    body: session,
    returns: session,
    bad: (client) => client.get('latest'),
    badArgument: 'sessionId',
  },
  status: {
    call: (client, id = sessionId) => client.status(id),
    status: 200,
    body: session.status,
    returns: session.status,
    bad: (client) => client.status(''),
    badArgument: 'sessionId',
  },
  cancel: {
    call: (client, id = sessionId) => client.cancel(id),
    status: 204,
    returns: undefined,
    bad: (client) => client.cancel(`${sessionId}/share`),
    badArgument: 'sessionId',
  },
  message: {
    call: (client, id = sessionId) =>
      client.message(
        id,
        ['And 4 to 6?', 'Please.'].map((message) => ({ type: 'user_message', message })),
      ),
    status: 202,
    returns: undefined,
    sends: {
      type: 'batch',
      messages: [
        { type: 'user_message', message: 'And 4 to 6?' },
        { type: 'user_message', message: 'Please.' },
      ],
    },
    bad: (client) => client.message(sessionId, []),
    badArgument: 'message',
  },
  toolResults: {
    call: (client, id = sessionId) => client.toolResults(id, [result]),
    status: 202,
    returns: undefined,
    sends: { type: 'batch', results: [result] },
    bad: (client) => client.toolResults(sessionId, []),
    badArgument: 'results',
  },
  pause: { call: (client, id = sessionId) => client.pause(id), status: 202, returns: undefined, ...badId },
  resume: { call: (client, id = sessionId) => client.resume(id), status: 202, returns: undefined, ...badId },
  forceAnswer: { call: (client, id = sessionId) => client.forceAnswer(id), status: 202, returns: undefined, ...badId },
  changes: {
    call: (client, id = sessionId) =>
      client.changes(id, { fromIndex: 7, waitSeconds: 20, limit: 50, includeEvents: false }),
    status: 200,
    body: changes,
    returns: { kind: 'page', page: changes },
    query: 'from_index=7&limit=50&include_events=false&wait_for_seconds=20',
    bad: (client) => client.changes(sessionId, { waitSeconds: 26 }),
    badArgument: 'waitSeconds',
  },
  events: {
    call: (client, id = sessionId) => client.events(id, { size: 200, sort: '-timestamp', type: 'AgentEvent' }).page(1),
    status: 200,
    body: { items: [event], total: 1, page: 1 },
    returns: { items: [event], total: 1, page: 1 },
    query: 'size=200&sort=-timestamp&type=AgentEvent&page=1',
    bad: (client) => client.events(sessionId, { size: 201 }).page(1),
    badArgument: 'size',
  },
  feedback: {
    call: (client, id = sessionId) => client.feedback(id, { success: true, message: 'well done' }),
    status: 204,
    returns: undefined,
    sends: { success: true, message: 'well done' },
    bad: (client) => client.feedback('x', { success: true }),
    badArgument: 'sessionId',
  },
  eventFeedback: {
    call: (client, id = sessionId) => client.eventFeedback(id, 3, { success: false }),
    status: 204,
    returns: undefined,
    sends: { success: false },
    bad: (client) => client.eventFeedback(sessionId, -1, { success: false }),
    badArgument: 'eventIndex',
  },
  share: {
    call: async (client, id = sessionId) => {
      const { url, ...wire } = await client.share(id);
      return { ...wire, path: new URL(url).pathname };
    },
    status: 200,
    body: { share_url: `/share/api/v1/trajectories/${sessionId}` },
    returns: {
      share_url: `/share/api/v1/trajectories/${sessionId}`,
      path: `/share/api/v1/trajectories/${sessionId}`,
    },
    ...badId,
  },
  unshare: { call: (client, id = sessionId) => client.unshare(id), status: 204, returns: undefined, ...badId },
  resource: {
    call: (client, id = sessionId) => client.resourceUrl(id, 'screenshots', 'step 1/a+b.png'),
    status: 302,
    headers: { location: 'https://bucket.example/a%2Bb.png?X-Amz-Signature=abc' },
    returns: 'https://bucket.example/a%2Bb.png?X-Amz-Signature=abc',
    bad: (client) => client.resource(sessionId, 'screenshots', ''),
    badArgument: 'key',
  },
  listFiles: {
    call: (client, id = sessionId) => client.listFiles(id, { path: '~/Downloads', max_entries: 5 }),
    status: 200,
    body: { path: '~/Downloads', files: [], truncated: false },
    returns: { path: '~/Downloads', files: [], truncated: false },
    sends: { path: '~/Downloads', max_entries: 5 },
    bad: (client) => client.listFiles(sessionId, { max_entries: 0 }),
    badArgument: 'max_entries',
  },
  readFile: {
    call: (client, id = sessionId) => client.readFile(id, { path: '~/a.txt' }),
    status: 200,
    body: { path: '~/a.txt', content_base64: 'aGk=', size_bytes: 2, modified_at: at },
    returns: { path: '~/a.txt', content_base64: 'aGk=', size_bytes: 2, modified_at: at },
    sends: { path: '~/a.txt' },
    bad: (client) => client.readFile(sessionId, { path: '' }),
    badArgument: 'path',
  },
  writeFile: {
    call: (client, id = sessionId) => client.writeFile(id, { path: '~/a.txt', content_base64: '' }),
    status: 200,
    body: { path: '~/a.txt', size_bytes: 0 },
    returns: { path: '~/a.txt', size_bytes: 0 },
    sends: { path: '~/a.txt', content_base64: '' },
    bad: (client) => client.writeFile(sessionId, { path: '', content_base64: '' }),
    badArgument: 'path',
  },
};
