import { ENDPOINTS, ENDPOINT_NAMES, LIMITS, type EndpointName, type JsonSchema } from '@agent-session/protocol';
import { querySchema, requestSchema } from '@agent-session/protocol/schemas';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { CallOptions, Reply } from '../probe.js';

const UNKNOWN_ID = '00000000-0000-4000-8000-00000000dead';
const NO_ID = 'no-uuid';

/** Bodies that would be taken if everything else was right. */
const BODIES: Partial<Record<EndpointName, unknown>> = {
  message: { type: 'user_message', message: 'Hello.' },
  toolResults: { kind: 'tool_result', tool_req: { tool_name: 'ask', args: {}, id: 'call-1' }, result: 1 },
  feedback: { success: true },
  eventFeedback: { success: true },
  listFiles: {},
  readFile: { path: 'notes.txt' },
  writeFile: { path: 'notes.txt', content_base64: '' },
};

const hasId = (name: EndpointName): boolean => ENDPOINTS[name].path.includes('{id}');
const isNewer = (name: EndpointName): boolean => ENDPOINTS[name].generation === 'newer';

function send(context: CaseContext, name: EndpointName, id: string, options: CallOptions = {}): Promise<Reply> {
  const body = name === 'create' ? { agent: context.agents.answers ?? 'nobody' } : BODIES[name];
  const path = { id, event_index: 0, bucket: 'files', key: 'answer.txt' };
  return context.call(name, { ...(body === undefined ? {} : { body }), ...options, path });
}

const withoutKey = ENDPOINT_NAMES.flatMap((name): ConformanceCase[] => {
  const isOpen = ENDPOINTS[name].auth === 'optional';
  const id = async (context: CaseContext) => (hasId(name) ? (await context.shared('completed')).id : '');
  return [
    {
      id: `errors/no-key-${name}`,
      section: 'errors',
      title: `${name} without a key is ${isOpen ? 'a 401 or a 404 while the session is not shared' : 'a 401'}`,
      sessions: hasId(name) ? 'shared' : 'none',
      async run(context) {
        const reply = await send(context, name, await id(context), { key: null });
        context.expectCode(reply, 401, ...(isOpen ? [404] : []));
      },
    },
    {
      id: `errors/wrong-key-${name}`,
      section: 'errors',
      title: `${name} with a key nobody gave out is a 401`,
      sessions: hasId(name) ? 'shared' : 'none',
      async run(context) {
        context.expectCode(await send(context, name, await id(context), { key: 'hk-wrong-0000000000' }), 401);
      },
    },
  ];
});

const aboutIds = ENDPOINT_NAMES.filter(hasId).flatMap((name): ConformanceCase[] => [
  {
    id: `errors/unknown-session-${name}`,
    section: 'errors',
    title: `${name} of a session that does not exist is a 404`,
    sessions: 'none',
    async run(context) {
      context.expectCode(await send(context, name, UNKNOWN_ID), 404);
    },
  },
  {
    id: `errors/bad-id-${name}`,
    section: 'errors',
    title: `${name} of an id that is no UUID is a 422`,
    sessions: 'none',
    async run(context) {
      const reply = await send(context, name, NO_ID);
      if (isNewer(name) && reply.status === 404) context.skip('the platform may not have this endpoint (404)');
      context.expectCode(reply, 422);
    },
  },
  {
    id: `errors/other-key-${name}`,
    section: 'errors',
    title: `${name} of a session of another owner is a 404`,
    sessions: 'shared',
    needs: ['second-key'],
    async run(context) {
      const { id } = await context.shared('completed');
      context.expectCode(await send(context, name, id, { key: context.otherApiKey }), 404);
    },
  },
]);

const badBodies = ENDPOINT_NAMES.filter((name) => requestSchema(name) !== null).map((name): ConformanceCase => ({
  id: `errors/bad-body-${name}`,
  section: 'errors',
  title: `${name} with a body of another type is a 422`,
  sessions: hasId(name) ? 'shared' : 'none',
  async run(context) {
    const id = hasId(name) ? (await context.shared('completed')).id : '';
    const reply = await send(context, name, id, { body: 7 });
    if (isNewer(name) && reply.status === 404) context.skip('the platform does not have this endpoint (404)');
    context.expectCode(reply, 422);
  },
}));

const badQueries = ENDPOINT_NAMES.flatMap((name): ConformanceCase[] => {
  const properties = (querySchema(name)?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const definitions = (querySchema(name)?.['$defs'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(properties).flatMap(([parameter, schema]) =>
    wrongValues(schema, definitions).map((value): ConformanceCase => ({
      id: `errors/bad-query-${name}-${parameter}-${value}`,
      section: 'errors',
      title: `${name} with ${parameter}=${value} is a 422`,
      sessions: hasId(name) ? 'shared' : 'none',
      async run(context) {
        const id = hasId(name) ? (await context.shared('completed')).id : '';
        context.expectCode(await send(context, name, id, { query: { [parameter]: value } }), 422);
      },
    })),
  );
});

/** Values of a query parameter that its schema forbids. */
function wrongValues(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): string[] {
  if (typeof schema !== 'object') return [];
  const {
    type,
    enum: words,
    minimum,
    maximum,
    format,
    $ref,
    anyOf,
    items,
  } = schema as Readonly<Record<string, unknown>>;
  if (typeof $ref === 'string') return wrongValues(definitions[$ref.split('/').at(-1) ?? ''] ?? {}, definitions);
  if (Array.isArray(anyOf)) {
    const real = (anyOf as JsonSchema[]).find((each) => (each as { type?: unknown }).type !== 'null');
    return real === undefined ? [] : wrongValues(real, definitions);
  }
  if (type === 'array') return wrongValues(items as JsonSchema, definitions);
  if (Array.isArray(words)) return ['nonsense'];
  if (type === 'boolean') return ['perhaps'];
  if (type === 'integer' || type === 'number') {
    return [
      'many',
      ...(typeof minimum === 'number' ? [String(minimum - 1)] : []),
      ...(typeof maximum === 'number' ? [String(maximum + 1)] : []),
    ];
  }
  return format === 'date-time' ? ['yesterday'] : format === 'uuid' ? [NO_ID] : [];
}

type Single = Omit<ConformanceCase, 'id' | 'section'> & { readonly id: string };

const singles: readonly Single[] = [
  {
    id: 'unknown-agent',
    title: 'A session of an agent that does not exist is a 404',
    sessions: 'none',
    async run(context) {
      context.expectCode(await context.call('create', { body: { agent: 'conformance/nobody-has-this-name' } }), 404);
    },
  },
  {
    id: 'create-without-agent',
    title: 'A create request without an agent is a 422',
    sessions: 'none',
    async run(context) {
      context.expectCode(await context.call('create', { body: { messages: 'Hello.' } }), 422);
    },
  },
  {
    id: 'create-not-json',
    title: 'A create request that is not JSON is a 422 (or a 400)',
    sessions: 'none',
    async run(context) {
      context.expectCode(await context.call('create', { body: '{"agent":' }), 422, 400);
    },
  },
  ...(
    [
      ['max_steps', 0],
      ['max_time_s', 0],
      ['idle_timeout_s', 0],
    ] as const
  ).map(([field, value]): Single => ({
    id: `create-${field}-${value}`,
    title: `A create request with ${field}: ${value} is a 422`,
    sessions: 'none',
    async run(context) {
      const reply = await context.create('answers', { [field]: value });
      context.expectCode(reply, 422);
    },
  })),
  {
    id: 'create-extra-field',
    title: 'A create request with a field nobody knows is a 422',
    sessions: 'none',
    async run(context) {
      const reply = await context.create('answers', { max_step: 3 });
      context.expectCode(reply, 422);
    },
  },
  {
    id: 'create-under-ended-parent',
    title: 'A child of a session that has ended is a 400',
    sessions: 'shared',
    profile: 'strict',
    async run(context) {
      const { id } = await context.shared('completed');
      const reply = await context.create('answers', { parent_session_id: id });
      context.expectCode(reply, 400);
    },
  },
  {
    id: 'body-too-large',
    title: `A body of more than ${LIMITS.maxRequestBytes} bytes is a 413`,
    sessions: 'none',
    profile: 'strict',
    async run(context) {
      const body = { agent: context.agents.answers ?? 'nobody', messages: 'x'.repeat(LIMITS.maxRequestBytes) };
      context.expectCode(await context.call('create', { body }), 413);
    },
  },
  {
    id: 'message-without-type',
    title: 'A message without a type is a 422',
    sessions: 'shared',
    profile: 'strict',
    async run(context) {
      const { id } = await context.shared('completed');
      context.expectCode(await context.to('message', id, { body: { message: 'Hello.' } }), 422);
    },
  },
  {
    id: 'feedback-out-of-range',
    title: 'Feedback on an event that does not exist is a 404',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      const path = { event_index: 100_000 };
      context.expectCode(await context.to('eventFeedback', id, { path, body: { success: true } }), 404);
    },
  },
  {
    id: 'unknown-resource',
    title: 'A resource that does not exist is a 404',
    sessions: 'shared',
    async run(context) {
      const { id } = await context.shared('completed');
      context.expectCode(await context.to('resource', id, { path: { bucket: 'files', key: 'nowhere/none.png' } }), 404);
    },
  },
];

/** Documented errors that nobody can cause from outside: listed, and skipped with the reason. */
const outOfReach = ENDPOINT_NAMES.filter((name) => ENDPOINTS[name].errors.includes(402)).map(
  (name): ConformanceCase => ({
    id: `errors/out-of-credit-${name}`,
    section: 'errors',
    title: `${name} without credit is a 402`,
    sessions: 'none',
    run: async (context) => context.skip('an account that has credit cannot be made to run out of it'),
  }),
);

/** Each documented error. */
export const errorCases: readonly ConformanceCase[] = [
  ...withoutKey,
  ...aboutIds,
  ...badBodies,
  ...badQueries,
  ...outOfReach,
  ...singles.map((each): ConformanceCase => ({ ...each, id: `errors/${each.id}`, section: 'errors' })),
];
