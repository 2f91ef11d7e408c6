import { COMMAND_TABLE, LEAF_STATES, LEAF_STATE_NAMES } from '@agent-session/core';
import { COMMAND_NAMES, ENDPOINTS, ENDPOINT_NAMES, type EndpointName, type JsonSchema } from '@agent-session/protocol';
import { querySchema, responseSchema } from '@agent-session/protocol/schemas';
import type { ConformanceSection } from '../../src/conformance.js';
import { endpointOf } from '../../src/endpoint-of.js';

/** A server as a function. */
export type Handler = (request: Request) => Promise<Response>;

/** One way for a server to be wrong. */
export interface Mutant {
  readonly id: string;
  readonly section: ConformanceSection;
  /** What it does, for people. */
  readonly does: string;
  /** The case of the very rule that it breaks. */
  readonly aimedAt?: string;
  readonly break: (server: Handler) => Handler;
}

type Json = Record<string, unknown>;

/** The requests of an endpoint pass through `change`; everything else reaches the server as it is. */
function at(
  names: EndpointName | readonly EndpointName[],
  change: (request: Request, server: Handler) => Promise<Response>,
) {
  const wanted: readonly EndpointName[] = typeof names === 'string' ? [names] : names;
  return (server: Handler): Handler =>
    async (request) => {
      const name = endpointOf(request);
      return name !== undefined && wanted.includes(name) ? change(request, server) : server(request);
    };
}

/** Replies of an endpoint that carry JSON are changed. */
function replies(names: EndpointName | readonly EndpointName[], change: (body: Json, request: Request) => unknown) {
  return at(names, async (request, server) => {
    const response = await server(request.clone());
    if (response.status !== 200 && response.status !== 201) return response;
    const body = (await response.json()) as Json;
    const changed = change(body, request) ?? body;
    return Response.json(changed, { status: response.status });
  });
}

/** Requests of an endpoint are sent with another query. */
function query(names: EndpointName | readonly EndpointName[], change: (parameters: URLSearchParams) => void) {
  return at(names, async (request, server) => {
    const url = new URL(request.url);
    change(url.searchParams);
    return server(new Request(url, { method: request.method, headers: request.headers, signal: request.signal }));
  });
}

const status = (code: number, detail: string): Response =>
  Response.json({ message: detail, detail: [] }, { status: code });
const asSuccess = (name: EndpointName): Response => new Response(null, { status: ENDPOINTS[name].success[0] ?? 200 });
const word = async (server: Handler, request: Request): Promise<string> => {
  const [base] = /^.*\/sessions\/[^/]+/.exec(request.url) ?? [''];
  const reply = await server(new Request(`${base}/status`, { headers: request.headers }));
  return reply.status === 200 ? String(((await reply.json()) as Json)['status']) : '';
};

const UNSUPPORTED: ReadonlySet<EndpointName> = new Set(['listFiles', 'readFile', 'writeFile']);
const SWAPPED: Readonly<Record<number, number>> = { 200: 206, 201: 200, 202: 200, 204: 205, 302: 307 };

/** Each endpoint answers its success with another code. */
const swappedCodes = ENDPOINT_NAMES.filter((name) => !UNSUPPORTED.has(name)).map((name): Mutant => {
  const [code = 200] = ENDPOINTS[name].success;
  const other = SWAPPED[code] ?? 200;
  return {
    id: `code-swapped-${name}`,
    section: 'endpoints',
    does: `${name} answers ${other} where the contract says ${code}.`,
    break: at(name, async (request, server) => {
      const response = await server(request);
      if (response.status !== code) return response;
      const text = await response.text();
      return new Response(text === '' || other === 205 ? null : text, { status: other, headers: response.headers });
    }),
  };
});

/** Each body loses each field that the contract requires. */
const droppedFields = ENDPOINT_NAMES.filter((name) => !UNSUPPORTED.has(name)).flatMap((name): Mutant[] => {
  const [code = 200] = ENDPOINTS[name].success;
  return required(responseSchema(name, code)).map((field) => ({
    id: `field-dropped-${name}-${field}`,
    section: 'endpoints',
    does: `The body of ${name} has no \`${field}\`.`,
    break: replies(name, (body) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== field))),
  }));
});

function required(schema: JsonSchema | null): readonly string[] {
  const {
    $ref,
    $defs,
    required: fields,
  } = (schema ?? {}) as {
    readonly $ref?: string;
    readonly $defs?: Readonly<Record<string, { readonly required?: readonly string[] }>>;
    readonly required?: readonly string[];
  };
  return fields ?? $defs?.[$ref?.split('/').at(-1) ?? '']?.required ?? [];
}

/** Each endpoint answers whoever has no key as if there was one. */
const keysNotAsked = ENDPOINT_NAMES.map((name): Mutant => ({
  id: `key-not-asked-${name}`,
  section: 'errors',
  does: `${name} without a key answers as if there was one.`,
  break: at(name, async (request, server) => {
    const response = await server(request);
    return response.status === 401 ? asSuccess(name) : response;
  }),
}));

/** Each documented 404 is another code. */
const swappedErrors = ENDPOINT_NAMES.filter((name) => ENDPOINTS[name].errors.includes(404)).map((name): Mutant => ({
  id: `gone-for-unknown-${name}`,
  section: 'errors',
  does: `${name} answers 410 where the contract says 404.`,
  break: at(name, async (request, server) => {
    const response = await server(request);
    return response.status === 404 ? status(410, 'Gone') : response;
  }),
}));

/** Each parameter that a query is checked for is taken as it is. */
const queriesNotChecked = ENDPOINT_NAMES.flatMap((name): Mutant[] =>
  parametersOf(name).map((parameter) => ({
    id: `query-not-checked-${name}-${parameter}`,
    section: 'errors',
    does: `${name} takes whatever \`${parameter}\` says.`,
    break: at(name, async (request, server) => {
      const response = await server(request.clone());
      if (response.status !== 422 || !new URL(request.url).searchParams.has(parameter)) return response;
      return query(name, (parameters) => parameters.delete(parameter))(server)(request);
    }),
  })),
);

/** Parameters that can be wrong: any text is right for the others. */
function parametersOf(name: EndpointName): readonly string[] {
  return Object.entries((querySchema(name)?.['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(
    ([parameter, schema]) =>
      /"(enum|minimum|maximum|format|\$ref)":|"(integer|boolean)"/.test(JSON.stringify(schema)) ? [parameter] : [],
  );
}

/** Each cell of the command table: its verdict turned into its opposite, the state left alone. */
const flippedVerdicts = LEAF_STATE_NAMES.flatMap((state) =>
  COMMAND_NAMES.map((command) => [state, command] as const),
).map(([state, command]): Mutant => {
  const { verdict } = COMMAND_TABLE[state][command];
  return {
    id: `verdict-flipped-${state}-${command}`,
    section: 'commands',
    does: `${command} to a session that is ${state} is ${verdict === 'refused' ? 'taken' : 'refused'}.`,
    // Only where calls are open are there results to take.
    aimedAt: `commands/${state}${state === 'paused' && command === 'toolResults' ? 'WithCalls' : ''}-${command}`,
    break: at(command, async (request, server) => {
      if ((await word(server, request)) !== LEAF_STATES[state].word) return server(request);
      return verdict === 'refused' ? asSuccess(command) : status(409, 'Not now.');
    }),
  };
});

/** Commands that are accepted and never done. */
const forgottenCommands = (['pause', 'resume', 'cancel', 'forceAnswer', 'message', 'toolResults'] as const).map(
  (name): Mutant => ({
    id: `effect-forgotten-${name}`,
    section: 'commands',
    does: `${name} is accepted and has no effect.`,
    break: at(name, async (request, server) => {
      const reply = await server(
        new Request(request.url.replace(/\/sessions\/.*/, '/sessions/quota'), { headers: request.headers }),
      );
      return reply.status === 200 ? asSuccess(name) : reply;
    }),
  }),
);

/** What a list is filtered by. `owner` is none on an account of one person. */
const FILTERS = Object.keys(querySchema('list')?.['properties'] ?? {}).filter(
  (parameter) => !['page', 'size', 'sort', 'owner'].includes(parameter),
);

const written: readonly Mutant[] = [
  {
    id: 'refusal-changes-state',
    section: 'commands',
    does: 'A refused pause cancels the session.',
    break: at('pause', async (request, server) => {
      const response = await server(request.clone());
      if (response.status === 409) {
        await server(new Request(request.url.replace(/\/pause$/, ''), { method: 'DELETE', headers: request.headers }));
      }
      return response;
    }),
  },
  // Errors.
  {
    id: 'forbidden-for-unauthorized',
    section: 'errors',
    does: 'A missing key is answered with 403.',
    break: (server) => async (request) => {
      const response = await server(request);
      return response.status === 401 ? status(403, 'Forbidden') : response;
    },
  },
  {
    id: 'unknown-session-is-empty',
    section: 'errors',
    does: 'The status of an unknown session is 200 pending.',
    break: at('status', async (request, server) => {
      const response = await server(request);
      return response.status === 404 ? Response.json({ status: 'pending' }) : response;
    }),
  },
  {
    id: 'unknown-session-500',
    section: 'errors',
    does: 'Cancelling an unknown session is a 500.',
    break: at('cancel', async (request, server) => {
      const response = await server(request);
      return response.status === 404 ? status(500, 'Oops') : response;
    }),
  },
  {
    id: 'bad-id-404',
    section: 'errors',
    does: 'An id that is no UUID is answered with 404.',
    break: (server) => async (request) => {
      const response = await server(request);
      return response.status === 422 && /no-uuid/.test(request.url) ? status(404, 'Session not found') : response;
    },
  },
  {
    id: 'bad-body-400',
    section: 'errors',
    does: 'A body that is not what the contract says is answered with 400.',
    break: at(['create', 'message', 'toolResults', 'feedback'], async (request, server) => {
      const response = await server(request);
      return response.status === 422 ? status(400, 'Bad request') : response;
    }),
  },
  {
    id: 'extra-field-taken',
    section: 'errors',
    does: 'A create request with a misspelt field is taken.',
    break: at('create', async (request, server) => {
      const body = (await request.json()) as Json;
      const { max_step: _, ...known } = body;
      return server(
        new Request(request.url, { method: 'POST', headers: request.headers, body: JSON.stringify(known) }),
      );
    }),
  },
  {
    id: 'error-is-text',
    section: 'errors',
    does: 'Errors are plain text.',
    break: (server) => async (request) => {
      const response = await server(request);
      return response.status >= 400 ? new Response('error', { status: response.status }) : response;
    },
  },
  {
    id: 'unknown-agent-created',
    section: 'errors',
    does: 'A session with an unknown agent is refused with 422 instead of 404.',
    break: at('create', async (request, server) => {
      const response = await server(request);
      return response.status === 404 ? status(422, 'agent: unknown') : response;
    }),
  },
  {
    id: 'other-owner-sees',
    section: 'errors',
    does: 'Sessions of another key are forbidden instead of unknown.',
    break: at('get', async (request, server) => {
      const response = await server(request);
      return response.status === 404 ? status(403, 'Forbidden') : response;
    }),
  },
  // Long-poll.
  {
    id: 'index-off-by-one',
    section: 'changes',
    does: 'A page of changes begins one event late.',
    break: replies('changes', (body) => ({ ...body, new_events: (body['new_events'] as unknown[]).slice(1) })),
  },
  {
    id: 'index-one-early',
    section: 'changes',
    does: 'A page of changes begins one event early.',
    break: query('changes', (parameters) => {
      const from = Number(parameters.get('from_index') ?? 0);
      if (from > 0) parameters.set('from_index', String(from - 1));
    }),
  },
  {
    id: 'wake-dropped',
    section: 'changes',
    does: 'A long-poll sleeps through what happens and answers when its wait is over.',
    break: at('changes', async (request, server) => {
      const url = new URL(request.url);
      const wait = Number(url.searchParams.get('wait_for_seconds') ?? 0);
      const now = new URL(url);
      now.searchParams.set('wait_for_seconds', '0');
      const again = (to: URL) => server(new Request(to, { headers: request.headers, signal: request.signal }));
      const first = await again(now);
      if (wait === 0 || first.status !== 204) return first;
      const past = new URL(url);
      past.searchParams.set('from_index', '100000');
      await again(past);
      return again(now);
    }),
  },
  {
    id: 'never-waits',
    section: 'changes',
    does: 'A long-poll answers 204 at once.',
    break: query('changes', (parameters) => parameters.delete('wait_for_seconds')),
  },
  {
    id: 'waits-for-nothing',
    section: 'changes',
    does: 'A long-poll that does not ask to wait waits for 20 seconds.',
    break: query('changes', (parameters) => {
      if (!parameters.has('wait_for_seconds')) parameters.set('wait_for_seconds', '20');
    }),
  },
  {
    id: 'empty-page-for-204',
    section: 'changes',
    does: 'Nothing new is a 200 with an empty page.',
    break: at('changes', async (request, server) => {
      const response = await server(request);
      return response.status === 204 ? Response.json({ status: 'running', new_events: [] }) : response;
    }),
  },
  {
    id: 'etag-missing',
    section: 'changes',
    does: 'A 204 has no ETag.',
    break: at('changes', async (request, server) => {
      const response = await server(request);
      return response.status === 204 ? new Response(null, { status: 204 }) : response;
    }),
  },
  {
    id: 'limit-ignored',
    section: 'changes',
    does: '`limit` of changes is ignored.',
    break: query('changes', (parameters) => parameters.delete('limit')),
  },
  {
    id: 'events-always-included',
    section: 'changes',
    does: '`include_events=false` is ignored.',
    break: query('changes', (parameters) => parameters.delete('include_events')),
  },
  {
    id: 'wait-unbounded',
    section: 'changes',
    does: 'A wait of more than 25 seconds is taken.',
    break: query('changes', (parameters) => {
      if (Number(parameters.get('wait_for_seconds')) > 25) parameters.set('wait_for_seconds', '25');
    }),
  },
  {
    id: 'answer-missing',
    section: 'changes',
    does: 'Changes carry no answer.',
    break: replies('changes', (body) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'answer'))),
  },
  {
    id: 'negative-index-refused',
    section: 'changes',
    does: 'A negative `from_index` is a 422.',
    break: at('changes', async (request, server) =>
      Number(new URL(request.url).searchParams.get('from_index')) < 0 ? status(422, 'from_index') : server(request),
    ),
  },
  {
    id: 'events-reordered',
    section: 'changes',
    does: 'Two events of a page are swapped.',
    break: replies('changes', (body) => {
      const events = [...(body['new_events'] as unknown[])];
      if (events.length > 2) [events[1], events[2]] = [events[2], events[1]];
      return { ...body, new_events: events };
    }),
  },
  // Paging.
  {
    id: 'page-ignored',
    section: 'paging',
    does: '`page` of a list is ignored.',
    break: query('list', (parameters) => parameters.delete('page')),
  },
  {
    id: 'page-off-by-one',
    section: 'paging',
    does: 'Pages of events are counted from 0.',
    break: query('events', (parameters) => {
      parameters.set('page', String(Number(parameters.get('page') ?? 1) + 1));
    }),
  },
  {
    id: 'size-ignored',
    section: 'paging',
    does: '`size` of events is ignored.',
    break: query('events', (parameters) => parameters.delete('size')),
  },
  {
    id: 'total-is-page',
    section: 'paging',
    does: '`total` counts the items of the page.',
    break: replies(['list', 'events'], (body) => ({ ...body, total: (body['items'] as unknown[]).length })),
  },
  {
    id: 'sort-ignored',
    section: 'paging',
    does: '`sort` is ignored.',
    break: query(['list', 'events'], (parameters) => parameters.delete('sort')),
  },
  {
    id: 'size-unbounded',
    section: 'paging',
    does: 'A page of more than 100 sessions is given.',
    break: query('list', (parameters) => {
      if (Number(parameters.get('size')) > 100) parameters.set('size', '100');
    }),
  },
  ...FILTERS.map((filter): Mutant => ({
    id: `filter-ignored-${filter}`,
    section: 'paging',
    does: `The filter \`${filter}\` of the list is ignored.`,
    break: query('list', (parameters) => parameters.delete(filter)),
  })),
  {
    id: 'filter-ignored-type',
    section: 'paging',
    does: 'The filter `type` of the events is ignored.',
    break: query('events', (parameters) => parameters.delete('type')),
  },
  // Idempotency.
  {
    id: 'key-ignored',
    section: 'idempotency',
    does: 'The Idempotency-Key is ignored.',
    break: at('create', async (request, server) => {
      const headers = new Headers(request.headers);
      headers.delete('idempotency-key');
      return server(new Request(request.url, { method: 'POST', headers, body: await request.text() }));
    }),
  },
  {
    id: 'mismatch-replayed',
    section: 'idempotency',
    does: 'The same key with another body gets the first reply.',
    break: (server) => {
      const first = new Map<string, { readonly text: string }>();
      return at('create', async (request, inner) => {
        const key = request.headers.get('idempotency-key') ?? '';
        const known = first.get(key);
        if (key !== '' && known) return new Response(known.text, { status: 201 });
        const response = await inner(request);
        if (response.status === 201) first.set(key, { text: await response.clone().text() });
        return response;
      })(server);
    },
  },
  {
    id: 'mismatch-409',
    section: 'idempotency',
    does: 'The same key with another body is a 409.',
    break: at('create', async (request, server) => {
      const response = await server(request);
      return response.status === 422 && request.headers.has('idempotency-key') ? status(409, 'Conflict') : response;
    }),
  },
  {
    id: 'failed-key-kept',
    section: 'idempotency',
    does: 'A key whose creation failed cannot be used again.',
    break: (server) => {
      const failed = new Set<string>();
      return at('create', async (request, inner) => {
        const key = request.headers.get('idempotency-key');
        if (key !== null && failed.has(key)) return status(422, 'This key was used.');
        const response = await inner(request);
        if (key !== null && response.status >= 400) failed.add(key);
        return response;
      })(server);
    },
  },
  {
    id: 'blank-key-taken',
    section: 'idempotency',
    does: 'A blank key is as good as none.',
    break: at('create', async (request, server) => {
      const headers = new Headers(request.headers);
      if (headers.get('idempotency-key')?.trim() === '') headers.delete('idempotency-key');
      return server(new Request(request.url, { method: 'POST', headers, body: await request.text() }));
    }),
  },
  {
    id: 'replay-is-200',
    section: 'idempotency',
    does: 'A repeated create is answered with 200.',
    break: (server) => {
      const seen = new Set<string>();
      return at('create', async (request, inner) => {
        const key = request.headers.get('idempotency-key');
        const response = await inner(request);
        if (key === null || response.status !== 201) return response;
        if (!seen.has(key)) {
          seen.add(key);
          return response;
        }
        return new Response(await response.text(), { status: 200 });
      })(server);
    },
  },
  // Sharing.
  {
    id: 'share-forgotten',
    section: 'sharing',
    does: 'A shared session cannot be read without a key.',
    break: at(['get', 'status', 'changes', 'events'], async (request, server) =>
      request.headers.has('authorization') ? server(request) : status(401, 'Authentication required'),
    ),
  },
  {
    id: 'unshare-forgotten',
    section: 'sharing',
    does: 'A session stays shared when it is unshared.',
    break: at('unshare', async () => new Response(null, { status: 204 })),
  },
  {
    id: 'share-link-of-nothing',
    section: 'sharing',
    does: 'The link of a shared session does not name it.',
    break: replies('share', () => ({ share_url: '/share/api/v1/trajectories/' })),
  },
  {
    id: 'shared-can-be-steered',
    section: 'sharing',
    does: 'A shared session can be cancelled by anybody.',
    break: at('cancel', async (request, server) => {
      const response = await server(request);
      return response.status === 401 || response.status === 404 ? new Response(null, { status: 204 }) : response;
    }),
  },
  {
    id: 'second-share-refused',
    section: 'sharing',
    does: 'Sharing twice is a 409.',
    break: (server) => {
      const shared = new Set<string>();
      return at('share', async (request, inner) => {
        if (shared.has(request.url)) return status(409, 'Shared already');
        shared.add(request.url);
        return inner(request);
      })(server);
    },
  },
  // Quotas.
  {
    id: 'available-is-limit',
    section: 'quotas',
    does: '`available` of the quota is the limit.',
    break: replies('quota', (body) => ({ ...body, available: body['limit'] })),
  },
  {
    id: 'active-never-falls',
    section: 'quotas',
    does: '`active` of the quota counts ended sessions too.',
    break: (server) => {
      let most = 0;
      return replies('quota', (body) => {
        most = Math.max(most, Number(body['active']));
        return { ...body, active: most, available: Math.max(0, Number(body['limit']) - most) };
      })(server);
    },
  },
  {
    id: 'queue-declined-ignored',
    section: 'quotas',
    does: '`queue: false` is ignored: the session waits in the queue.',
    break: at('create', async (request, server) => {
      const body = (await request.json()) as Json;
      const { queue: _, ...rest } = body;
      return server(new Request(request.url, { method: 'POST', headers: request.headers, body: JSON.stringify(rest) }));
    }),
  },
  {
    id: 'limit-is-503',
    section: 'quotas',
    does: 'A create above the limit is a 503.',
    break: at('create', async (request, server) => {
      const response = await server(request);
      return response.status === 429 ? status(503, 'Busy') : response;
    }),
  },
  {
    id: 'queued-counts',
    section: 'quotas',
    does: 'The quota counts queued sessions as active.',
    break: (server) => {
      const queued = new Set<string>();
      return at(['create', 'quota'], async (request, inner) => {
        const response = await inner(request.clone());
        const body = (await response.clone().json()) as Json;
        if (endpointOf(request) === 'create') {
          if ((body['status'] as Json | undefined)?.['status'] === 'queued') queued.add(String(body['id']));
          return response;
        }
        return Response.json({ ...body, active: Number(body['active']) + queued.size });
      })(server);
    },
  },
  // Lifecycle.
  {
    id: 'start-time-early',
    section: 'lifecycle',
    does: '`started_at` is set before the agent starts.',
    break: replies('create', (body) => ({ ...body, started_at: body['created_at'] })),
  },
  {
    id: 'finish-time-missing',
    section: 'lifecycle',
    does: '`finished_at` stays null.',
    break: replies(['get', 'changes'], (body) => ({ ...body, finished_at: null })),
  },
  {
    id: 'completion-event-missing',
    section: 'lifecycle',
    does: 'No event tells of the completion.',
    break: replies('events', (body) => {
      const items = (body['items'] as Json[]).filter((event) => event['type'] !== 'AgentCompletionEvent');
      return { ...body, items };
    }),
  },
  {
    id: 'failed-for-interrupted',
    section: 'lifecycle',
    does: 'A cancelled session is called failed.',
    break: replies(['status', 'changes'], (body) =>
      body['status'] === 'interrupted' ? { ...body, status: 'failed' } : body,
    ),
  },
  {
    id: 'error-hidden',
    section: 'lifecycle',
    does: 'A failed session does not say why.',
    break: replies(['status', 'changes'], (body) => ({ ...body, error: null, error_code: null })),
  },
  {
    id: 'latest-answer-missing',
    section: 'lifecycle',
    does: 'A session does not carry its latest answer.',
    break: replies('get', (body) => ({ ...body, latest_answer: null })),
  },
  {
    id: 'illegal-history',
    section: 'lifecycle',
    does: 'The log tells that an ended session was started again.',
    break: replies('events', (body) => {
      const items = body['items'] as Json[];
      const last = items.at(-1);
      return last?.['type'] === 'AgentCompletionEvent'
        ? { ...body, items: [...items, { ...last, type: 'AgentRunStatusChangeEvent', data: { status: 'paused' } }] }
        : body;
    }),
  },
  {
    id: 'time-runs-back',
    section: 'lifecycle',
    does: 'The last event is older than the first.',
    break: replies('events', (body) => {
      const items = (body['items'] as Json[]).map((event, index, all) =>
        index > 0 && index === all.length - 1 ? { ...event, timestamp: '2001-01-01T00:00:00.000Z' } : event,
      );
      return { ...body, items };
    }),
  },
];

/** All of them. Written down before the cases of the suite were, by the tables where there is one. */
export const MUTANTS: readonly Mutant[] = [
  ...swappedCodes,
  ...droppedFields,
  ...keysNotAsked,
  ...swappedErrors,
  ...queriesNotChecked,
  ...flippedVerdicts,
  ...forgottenCommands,
  ...written,
];
