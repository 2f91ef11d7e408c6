import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENDPOINT_NAMES, type EndpointName, type JsonSchema } from '@agent-session/protocol';
import { querySchema, requestSchema } from '@agent-session/protocol/schemas';
import { AIMS, takeAim } from './fuzz/aims.js';
import { validRequest, validStepArbitrary, type ValidStep } from './fuzz/valid-steps.js';
import { createTally, createWorld, UNKNOWN, type FuzzRequest, type World } from './fuzz/world.js';
import { schemaArbitrary } from './helpers/schema-arbitrary.js';
import { KEY, OTHER_KEY } from './helpers/test-server.js';

/** Pairs aimed at in each run: all of them come up several times. */
const AIMS_PER_RUN = 8;

const valuesOf = (schema: JsonSchema) => schemaArbitrary(schema, (schema['$defs'] ?? {}) as Record<string, JsonSchema>);

interface WildStep extends Omit<FuzzRequest, 'id'> {
  readonly session: number;
}

/** Anything at all, cut off the contract's own shapes. */
function wildArbitrary(name: EndpointName): fc.Arbitrary<WildStep> {
  const body = requestSchema(name);
  const query = querySchema(name);
  return fc.record({
    name: fc.constant(name),
    session: fc.nat(9),
    body: body ? fc.oneof(valuesOf(body), fc.jsonValue()) : fc.constant(undefined),
    query: query
      ? (fc.oneof(
          valuesOf(query),
          fc.dictionary(fc.constantFrom(...Object.keys(query['properties'] as object)), fc.string()),
        ) as fc.Arbitrary<Record<string, unknown>>)
      : fc.constant({}),
    key: fc.constantFrom<string | null>(KEY, KEY, OTHER_KEY, null, 'hk-nobody'),
  });
}

const step: fc.Arbitrary<ValidStep | WildStep> = fc.oneof(
  { weight: 5, arbitrary: validStepArbitrary },
  { weight: 1, arbitrary: fc.oneof(...ENDPOINT_NAMES.map(wildArbitrary)) },
);

async function play(each: ValidStep | WildStep, world: World): Promise<void> {
  if ('pick' in each) {
    const request = await validRequest(each, world);
    const { status } = await world.send(request);
    expect(status, `what a careful caller sends is taken: ${JSON.stringify(request)}`).toBeLessThan(300);
  } else await world.send({ ...each, id: world.ids[each.session] ?? UNKNOWN });
}

describe('any sequence of requests', () => {
  it('gets documented answers and no 5xx, hangs nowhere, leaves nothing behind, and reaches all that is documented', async () => {
    const tally = createTally();
    let aimed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 15, maxLength: 40 }),
        fc.record({ reopen: fc.boolean(), lenient: fc.boolean() }),
        async (steps, options) => {
          const world = createWorld(tally, options);
          for (const each of steps) await play(each, world);
          for (let i = 0; i < AIMS_PER_RUN; i += 1) await takeAim(AIMS[aimed++ % AIMS.length]!, world);
          for (const id of world.ids) await world.cancel(id);
          await world.clock.settle();
          await world.server.close();
          expect(world.clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
    const { sent, succeeded, changed, pairs } = tally;
    expect(changed / sent, `${changed} of ${sent} requests were valid and changed something`).toBeGreaterThan(0.5);
    expect(succeeded).toBeGreaterThan(changed);
    const reached = ENDPOINT_NAMES.map((name) => {
      const codes = [...pairs].filter(([pair]) => pair.startsWith(`${name} `));
      return `${name}: ${codes
        .map(([pair, count]) => `${pair.split(' ')[1]} × ${count}`)
        .toSorted()
        .join(', ')}`;
    });
    const missing = AIMS.filter(({ name, code }) => !pairs.has(`${name} ${code}`)).map(
      ({ name, code }) => `${name} ${code}`,
    );
    expect(missing, `documented and not reached; reached:\n${reached.join('\n')}`).toEqual([]);
    console.log(`${sent} requests, ${succeeded} taken, ${changed} of them changes\n${reached.join('\n')}`);
  });
});
