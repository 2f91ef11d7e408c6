import { ENDPOINTS, ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';

/** Paths with fewer parameters first: `/sessions/quota` is no session named quota. */
const patterns = ENDPOINT_NAMES.toSorted((a, b) => parameters(a) - parameters(b)).map((name) => {
  const source = ENDPOINTS[name].path.replace('{key}', '.+').replace(/\{\w+\}/g, '[^/]+');
  return { name, method: ENDPOINTS[name].method, pattern: new RegExp(`${source}$`) };
});

/** The endpoint of the contract that a request is for, whatever its path begins with. */
export function endpointOf({
  method,
  url,
}: {
  readonly method: string;
  readonly url: string;
}): EndpointName | undefined {
  const { pathname } = new URL(url);
  return patterns.find((each) => each.method === method && each.pattern.test(pathname))?.name;
}

function parameters(name: EndpointName): number {
  return ENDPOINTS[name].path.split('{').length;
}
