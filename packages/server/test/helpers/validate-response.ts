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

/** The endpoint a path belongs to. */
export function endpointOf(method: string, path: string): EndpointName | undefined {
  const matching = ENDPOINT_NAMES.filter((name) => {
    const source = ENDPOINTS[name].path.replace('{key}', '.+').replace(/\{\w+\}/g, '[^/]+');
    return ENDPOINTS[name].method === method && new RegExp(`^${source}$`).test(path);
  });
  return matching.toSorted((a, b) => ENDPOINTS[a].path.split('{').length - ENDPOINTS[b].path.split('{').length)[0];
}

/** Fails the test when a response is not what the OpenAPI file says it is. Every test's every response comes through here. */
export async function validateResponse(method: string, path: string, response: Response): Promise<void> {
  const name = endpointOf(method, path);
  if (!name) return;
  const { status } = response;
  if (!seenCodes.has(name)) seenCodes.set(name, new Set());
  seenCodes.get(name)?.add(status);
  const text = await response.clone().text();
  if (status === 204 || status === 202 || status === 302) {
    expect(text, `${method} ${path} ${status} has no body`).toBe('');
    return;
  }
  const body: unknown = JSON.parse(text);
  const schema = status < 400 ? responseSchema(name, status) : bodySchemas.ErrorBody;
  expect(schema, `${method} ${path}: ${status} is in the contract`).not.toBeNull();
  let check = compiled.get(schema!);
  if (!check) compiled.set(schema!, (check = ajv.compile(schema!)));
  expect(check(body), `${method} ${path} ${status}: ${ajv.errorsText(check.errors)}\n${text.slice(0, 2000)}`).toBe(
    true,
  );
  if (status >= 400) expect(body).toMatchObject({ message: expect.any(String), detail: expect.any(Array) });
}
