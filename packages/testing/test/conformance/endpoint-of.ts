import { ENDPOINTS, ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';

/** A server as a function. */
export type Handler = (request: Request) => Promise<Response>;

const patterns = ENDPOINT_NAMES.toSorted(
  (a, b) => ENDPOINTS[a].path.split('{').length - ENDPOINTS[b].path.split('{').length,
).map((name) => {
  const source = ENDPOINTS[name].path.replace('{key}', '.+').replace(/\{\w+\}/g, '[^/]+');
  return { name, method: ENDPOINTS[name].method, pattern: new RegExp(`^${source}$`) };
});

/** The endpoint a request is for. */
export function endpointOf({ method, url }: Request): EndpointName | undefined {
  const { pathname } = new URL(url);
  return patterns.find((each) => each.method === method && each.pattern.test(pathname))?.name;
}
