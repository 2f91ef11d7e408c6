import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { ENDPOINT_NAMES, ENDPOINTS, type EndpointName } from '@agent-session/protocol';
import { bodySchemas, responseSchema } from '@agent-session/protocol/schemas';
import { expect } from 'vitest';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const compiled = new Map<object, ReturnType<typeof ajv.compile>>();

/** Which (endpoint, code) pairs the tests of this process have seen. */
export const seenCodes = new Map<EndpointName, Set<number>>();

/** The endpoints by their paths, those with fewer parameters first. */
const PATHS = ENDPOINT_NAMES.map((name) => {
  const { method, path } = ENDPOINTS[name];
  const source = path.replace('{key}', '.+').replace(/\{\w+\}/g, '[^/]+');
  return { name, method, path: new RegExp(`^${source}$`), parameters: path.split('{').length };
}).toSorted((a, b) => a.parameters - b.parameters);

/** The endpoint a path belongs to. */
export function endpointOf(method: string, path: string): EndpointName | undefined {
  return PATHS.find((each) => each.method === method && each.path.test(path))?.name;
}

/** Fails the test when a response is not what the OpenAPI file says it is. Every test's every response comes through here. */
export async function validateResponse(method: string, path: string, response: Response): Promise<void> {
  const name = endpointOf(method, path);
  if (!name) return;
  const { status } = response;
  if (!seenCodes.has(name)) seenCodes.set(name, new Set());
  seenCodes.get(name)?.add(status);
  const text = await response.clone().text();
  // `expect` costs more than the check, and this is called for every response: it is for what goes wrong.
  const fail = (what: string) => expect.fail(`${method} ${path} ${status}: ${what}\n${text.slice(0, 2000)}`);
  if (status === 204 || status === 202 || status === 302) {
    if (text !== '') fail('should have no body');
    return;
  }
  const body = JSON.parse(text) as { readonly message?: unknown; readonly detail?: unknown };
  const schema = status < 400 ? responseSchema(name, status) : bodySchemas.ErrorBody;
  if (!schema) return fail('is not in the contract');
  let check = compiled.get(schema);
  if (!check) compiled.set(schema, (check = ajv.compile(schema)));
  if (!check(body)) fail(ajv.errorsText(check.errors));
  if (status >= 400 && (typeof body.message !== 'string' || !Array.isArray(body.detail))) fail('is not the envelope');
}
