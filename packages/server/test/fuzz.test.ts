import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENDPOINT_NAMES, ENDPOINTS, endpointPath, type EndpointName, type JsonSchema } from '@agent-session/protocol';
import { querySchema, requestSchema } from '@agent-session/protocol/schemas';
import { defineAgent } from '../src/index.js';
import { schemaArbitrary } from './helpers/schema-arbitrary.js';
import { createTestServer, KEY, OTHER_KEY } from './helpers/test-server.js';

/** Asks a tool when told so, answers everything else, waits for a message when told so. */
const busy = defineAgent({
  name: 'test/echo',
  description: 'Does a bit of everything.',
  async *run(context) {
    yield { kind: 'policy_event', content: 'Looking.' };
    const text = context.messages.at(-1)?.message ?? '';
    if (text.length % 2 === 1) await context.callTools([{ tool_name: 'ask', id: `call-${context.turn}` }]);
    yield { kind: 'metrics', metrics: { total_cost: null } };
    yield { kind: 'answer_event', answer: text };
  },
});

interface FuzzRequest {
  readonly name: EndpointName;
  readonly session: number;
  readonly body: unknown;
  readonly query: Record<string, unknown>;
  readonly key: string | null;
}

const valuesOf = (schema: JsonSchema) => schemaArbitrary(schema, (schema['$defs'] ?? {}) as Record<string, JsonSchema>);
const readers = [
  'status',
  'get',
  'changes',
  'events',
  'list',
  'quota',
  'share',
  'unshare',
  'cancel',
  'resource',
] as const;

/** Mostly what a careful caller sends; the wild share is anything at all, cut off the contract's own shapes. */
function requestArbitrary(): fc.Arbitrary<FuzzRequest> {
  const careful: Partial<Record<EndpointName, fc.Arbitrary<unknown>>> = {
    create: fc.record(
      {
        agent: fc.constant('test/echo'),
        messages: fc.string({ maxLength: 4 }),
        max_steps: fc.integer({ min: 1, max: 3 }),
        max_time_s: fc.integer({ min: 1, max: 100 }),
        idle_timeout_s: fc.integer({ min: 1, max: 100 }),
        group_id: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: ['agent', 'idle_timeout_s'] },
    ),
    message: fc.record({ type: fc.constant('user_message'), message: fc.string({ maxLength: 4 }) }),
    toolResults: fc.constant({ kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'call-1' }, result: 1 }),
    feedback: fc.record({ success: fc.boolean() }),
    eventFeedback: fc.record({ success: fc.boolean() }),
  };
  const byName = (name: EndpointName): fc.Arbitrary<FuzzRequest> => {
    const body = requestSchema(name);
    const query = querySchema(name);
    const wildBody = body ? fc.oneof(valuesOf(body), fc.jsonValue()) : fc.constant(undefined);
    const carefulBody = careful[name] ?? (body ? valuesOf(body) : fc.constant(undefined));
    const wildQuery = query
      ? fc.oneof(
          valuesOf(query),
          fc.dictionary(fc.constantFrom(...Object.keys(query['properties'] as object)), fc.string()),
        )
      : fc.constant({});
    return fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record({
          name: fc.constant(name),
          session: fc.nat(3),
          body: carefulBody,
          query: fc.constant({}),
          key: fc.constant(KEY),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          name: fc.constant(name),
          session: fc.nat(5),
          body: wildBody,
          query: wildQuery,
          key: fc.constantFrom<string | null>(KEY, KEY, OTHER_KEY, null, 'hk-nobody'),
        }),
      },
    ) as fc.Arbitrary<FuzzRequest>;
  };
  return fc.oneof(
    { weight: 4, arbitrary: byName('create') },
    { weight: 4, arbitrary: byName('message') },
    { weight: 2, arbitrary: byName('feedback') },
    ...readers.map((name) => ({ weight: 1, arbitrary: byName(name) })),
    ...ENDPOINT_NAMES.map((name) => ({ weight: 1, arbitrary: byName(name) })),
  );
}

describe('any sequence of requests', () => {
  it('gets documented answers and no 5xx, hangs nowhere, and leaves nothing behind', async () => {
    let sent = 0;
    let succeeded = 0;
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(requestArbitrary(), { minLength: 5, maxLength: 30 }),
        fc.boolean(),
        async (requests, reopen) => {
          const { call, clock, server, create } = createTestServer({
            agents: [busy],
            reopen,
            limits: { maxActiveSessions: 3 },
          });
          const ids = [(await create({ messages: 'x', idle_timeout_s: 50 })).id];
          for (const request of requests) {
            const id =
              ids[request.session % (ids.length + (request.session > 3 ? 1 : 0))] ??
              '00000000-0000-4000-8000-000000000000';
            const { method } = ENDPOINTS[request.name];
            const path = endpointPath(request.name, { id, event_index: request.session, bucket: 'files', key: 'a' });
            const query = new URLSearchParams(
              Object.entries(request.query).flatMap(([key, value]) =>
                (Array.isArray(value) ? value : [value]).map((each) => [key, String(each)]),
              ),
            );
            const reply = call(method, `${path}?${query}`, {
              key: request.key,
              ...(request.body !== undefined && { body: request.body }),
            });
            await clock.settle();
            await clock.advance(request.query['wait_for_seconds'] === undefined ? 100 : 25_000);
            const response = await reply;
            sent += 1;
            if (response.ok || response.status === 302) succeeded += 1;
            if (response.ok && method !== 'GET') changed += 1;
            expect(response.status, `${method} ${path} ${JSON.stringify(request)}`).toBeLessThan(500);
            if (request.name === 'create' && response.status === 201 && request.key === KEY) {
              ids.push(((await response.json()) as { id: string }).id);
            }
          }
          for (const id of ids) await call('DELETE', `/api/v2/sessions/${id}`);
          await clock.settle();
          await server.close();
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60) },
    );
    expect(succeeded / sent, `${succeeded} of ${sent} requests succeeded`).toBeGreaterThanOrEqual(0.5);
    expect(changed / sent, `${changed} of ${sent} requests changed state`).toBeGreaterThan(0.25);
  }, 60_000);
});
