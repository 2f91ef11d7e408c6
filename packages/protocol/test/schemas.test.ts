import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { buildSchemas, readContract } from '../../../scripts/generate-schemas.mjs';
import {
  ENDPOINT_SCHEMAS,
  bodySchemas,
  querySchema,
  requestSchema,
  responseSchema,
  seedBodySchemas,
} from '../src/schemas/index.js';
import { NEWEST, SEED } from '../src/schemas/generated.js';
import { ENDPOINTS, ENDPOINT_NAMES } from '../src/index.js';

function newAjv() {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  ajvFormats.default(ajv);
  return ajv;
}
const ajv = newAjv();
const accepts = (schema: object | null, body: unknown) => ajv.compile(schema!)(body);

describe('the generated schemas', () => {
  it('are what the generator makes of the contract today (else: node scripts/generate-schemas.mjs)', () => {
    expect({ newest: NEWEST, seed: SEED }).toEqual(buildSchemas(readContract()));
  });

  it('compile one by one, in both generations, with strict ajv', () => {
    for (const generation of [NEWEST, SEED]) {
      const shared = newAjv().addSchema({ $id: 'sessions', $defs: generation.definitions });
      for (const name of Object.keys(generation.definitions)) {
        expect(() => shared.compile({ $ref: `sessions#/$defs/${name}` })).not.toThrow();
      }
    }
    for (const name of ENDPOINT_NAMES) {
      const query = querySchema(name);
      if (query) expect(() => newAjv().compile(query)).not.toThrow();
    }
  });
});

describe('the bodies', () => {
  it('carry the definitions they need and no others', () => {
    expect(Object.keys(bodySchemas.Feedback['$defs'] as object)).toEqual(['Feedback']);
    const names = Object.keys(bodySchemas.SessionRequest['$defs'] as object);
    expect(names).toContain('Agent');
    expect(names).not.toContain('Metrics');
    for (const schema of [...Object.values(bodySchemas), ...Object.values(seedBodySchemas)]) {
      const referred = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name);
      expect(new Set(Object.keys(schema['$defs'] as object))).toEqual(new Set(referred));
    }
    expect(querySchema('changes')).not.toHaveProperty('$defs');
  });

  const request = { agent: 'h/web-surfer-holo3-1-35b', messages: 'Top 3 stories?' };

  it('take answer_format at the top level of a request, in both generations', () => {
    for (const schema of [bodySchemas.SessionRequest, seedBodySchemas.SessionRequest]) {
      expect(accepts(schema, { ...request, answer_format: { type: 'object' } })).toBe(true);
      expect(accepts(schema, { ...request, answer_format: 'an object, please' })).toBe(false);
    }
  });

  it('tell a message from a batch by its type, and refuse one without a type', () => {
    const schema = requestSchema('message');
    expect(accepts(schema, { type: 'user_message', message: 'go on' })).toBe(true);
    expect(accepts(schema, { type: 'batch', messages: [{ message: 'go on' }] })).toBe(true);
    expect(accepts(schema, { type: 'batch', messages: [] })).toBe(false);
    expect(accepts(schema, { message: 'go on' })).toBe(false);
    expect(accepts(schema, { type: 'shout', message: 'go on' })).toBe(false);
  });

  it('name the wrong field of a tagged body instead of saying that nothing matches', () => {
    const validate = ajv.compile(requestSchema('message')!);
    validate({ type: 'user_message', message: 7 });
    expect(validate.errors?.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`)).toContain(
      '/message type',
    );
  });

  it('let events nobody knows through', () => {
    expect(accepts(bodySchemas.SessionEvent, { type: 'NewEvent', data: [1], timestamp: '2026-06-10T09:00:00Z' })).toBe(
      true,
    );
  });

  it('hold the newer status words in the newest generation alone', () => {
    expect(accepts(bodySchemas.SessionStatus, { status: 'queued' })).toBe(true);
    expect(accepts(seedBodySchemas.SessionStatus, { status: 'queued' })).toBe(false);
  });

  it('read all error shapes', () => {
    for (const body of [
      { detail: 'Session not found' },
      { message: 'no key' },
      {
        message: 'agent: Field required',
        detail: [{ type: 'missing', loc: ['body', 'agent'], msg: 'Field required' }],
      },
      { message: 'Session not found', detail: [{ type: 'not_found', message: 'Session not found' }] },
    ]) {
      expect(accepts(bodySchemas.ErrorBody, body)).toBe(true);
    }
    expect(accepts(bodySchemas.ErrorBody, { error: 'no' })).toBe(false);
  });
});

describe('the endpoint table', () => {
  it('has the operations of the OpenAPI file, no more and no fewer', () => {
    const ours = ENDPOINT_NAMES.map((name) => `${ENDPOINTS[name].method} ${ENDPOINTS[name].path}`);
    expect(new Set(ours)).toEqual(new Set(Object.keys(NEWEST.operations)));
  });

  it.each(ENDPOINT_NAMES)('%s has the success codes of the OpenAPI file', (name) => {
    const documented = Object.keys(ENDPOINT_SCHEMAS[name].responses).map(Number);
    expect(new Set(ENDPOINTS[name].success)).toEqual(new Set(documented));
  });

  it('marks as newer the endpoints the first generation lacks; event feedback came between the brief and its OpenAPI file', () => {
    const missing = ENDPOINT_NAMES.filter(
      (name) => !(`${ENDPOINTS[name].method} ${ENDPOINTS[name].path}` in SEED.operations),
    );
    const newer = ENDPOINT_NAMES.filter((name) => ENDPOINTS[name].generation === 'newer');
    expect(newer.filter((name) => name !== 'eventFeedback')).toEqual(missing);
  });

  it('has the documented error codes that prose adds', () => {
    const prose = readContract()['x-outside-openapi']['statuses_by_operation'] as Record<string, number[]>;
    for (const name of ENDPOINT_NAMES) {
      const codes = prose[`${ENDPOINTS[name].method} ${ENDPOINTS[name].path}`];
      if (codes) expect(ENDPOINTS[name].errors).toEqual(codes.filter((code) => code !== 401 && code !== 422));
    }
  });

  it('gives the schema of a reply by its code', () => {
    expect(responseSchema('create', 201)).toBe(bodySchemas.Session);
    expect(responseSchema('cancel', 204)).toBeNull();
    expect(requestSchema('pause')).toBeNull();
  });
});
