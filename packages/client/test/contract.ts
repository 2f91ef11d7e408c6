import { bodySchemas, querySchema, requestSchema, responseSchema } from '@agent-session/protocol/schemas';
import type { EndpointName } from '@agent-session/protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { Received } from './loopback.js';

const bodies = new Ajv2020({ strict: false, allErrors: true });
/** A query is text: its values are converted as a server would. */
const queries = new Ajv2020({ strict: false, allErrors: true, coerceTypes: 'array' });
ajvFormats.default(bodies);
ajvFormats.default(queries);

/** Fails unless the value is what the contract says. */
function conform(schema: object | null, value: unknown, what: string, ajv = bodies): void {
  if (schema === null) {
    expect(value, `${what} should be absent`).toBeUndefined();
    return;
  }
  const validate = ajv.compile(schema);
  expect(validate(structuredClone(value)), `${what}: ${ajv.errorsText(validate.errors)}`).toBe(true);
}

/** Fails unless a request is one the contract allows. */
export function expectContractRequest(endpoint: EndpointName, { query, text }: Received): void {
  conform(requestSchema(endpoint), text === '' ? undefined : (JSON.parse(text) as unknown), `body of ${endpoint}`);
  const pairs: Record<string, string | string[]> = {};
  for (const name of query.keys()) {
    const values = query.getAll(name);
    pairs[name] = values.length > 1 ? values : values[0]!;
  }
  const schema = querySchema(endpoint);
  if (schema === null) expect(pairs).toEqual({});
  else conform({ ...schema, additionalProperties: false }, pairs, `query of ${endpoint}`, queries);
}

/** Fails unless a reply is one the contract allows. */
export function expectContractReply(endpoint: EndpointName, status: number, body: unknown): void {
  conform(status >= 400 ? bodySchemas.ErrorBody : responseSchema(endpoint, status), body, `${status} of ${endpoint}`);
}
