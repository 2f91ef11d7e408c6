/** One endpoint of the sessions API. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path under the base URL; parameters in braces. `{key}` of a resource may contain slashes. */
  readonly path: string;
  /** Success codes the contract documents. */
  readonly success: readonly number[];
  /** Other documented codes, besides 401 and 422 where a body or a query is checked. */
  readonly errors: readonly number[];
  /** `required`: always a key. `optional`: a shared session is readable without one. */
  readonly auth: 'required' | 'optional';
  /**
   * Whether a request may be sent again when nobody knows if the first one arrived.
   * `safe`: it reads, or repeating it changes nothing more. `idempotency-key`: only with the same key.
   * `never`: repeating may do the work twice.
   */
  readonly retry: 'safe' | 'idempotency-key' | 'never';
  /** `seed`: in the first generation of the contract. `newer`: added since. */
  readonly generation: 'seed' | 'newer';
}

/**
 * Every endpoint of the sessions API, once: client, server, docs and tests read this table.
 * Pause, resume and force answer say "be so" and are safe to repeat after a lost reply only if nothing steered in
 * between, which a client cannot know: they are never repeated.
 *
 * Source: wire notes 2 and the OpenAPI file.
 */
export const ENDPOINTS = {
  create: endpoint('POST', '/api/v2/sessions', [201], [400, 402, 404, 409, 429], 'required', 'idempotency-key', 'seed'),
  list: endpoint('GET', '/api/v2/sessions', [200], [], 'required', 'safe', 'seed'),
  quota: endpoint('GET', '/api/v2/sessions/quota', [200], [], 'required', 'safe', 'seed'),
  get: endpoint('GET', '/api/v2/sessions/{id}', [200], [404], 'optional', 'safe', 'seed'),
  status: endpoint('GET', '/api/v2/sessions/{id}/status', [200], [404], 'optional', 'safe', 'seed'),
  cancel: endpoint('DELETE', '/api/v2/sessions/{id}', [204], [404], 'required', 'safe', 'seed'),
  message: endpoint('POST', '/api/v2/sessions/{id}/messages', [202], [400, 402, 404], 'required', 'never', 'seed'),
  toolResults: endpoint('POST', '/api/v2/sessions/{id}/tool_results', [202], [404, 409], 'required', 'never', 'newer'),
  pause: endpoint('POST', '/api/v2/sessions/{id}/pause', [202], [404], 'required', 'never', 'seed'),
  resume: endpoint('POST', '/api/v2/sessions/{id}/resume', [202], [404], 'required', 'never', 'seed'),
  forceAnswer: endpoint('POST', '/api/v2/sessions/{id}/force_answer', [202], [404], 'required', 'never', 'seed'),
  changes: endpoint('GET', '/api/v2/sessions/{id}/changes', [200, 204], [404], 'optional', 'safe', 'seed'),
  events: endpoint('GET', '/api/v2/sessions/{id}/events', [200], [404], 'optional', 'safe', 'seed'),
  feedback: endpoint('POST', '/api/v2/sessions/{id}/feedback', [204], [404], 'required', 'never', 'seed'),
  eventFeedback: endpoint(
    'PUT',
    '/api/v2/sessions/{id}/events/{event_index}/feedback',
    [204],
    [404],
    'required',
    'safe',
    'newer',
  ),
  share: endpoint('POST', '/api/v2/sessions/{id}/share', [200], [404], 'required', 'safe', 'seed'),
  unshare: endpoint('DELETE', '/api/v2/sessions/{id}/share', [204], [404], 'required', 'safe', 'seed'),
  resource: endpoint(
    'GET',
    '/api/v2/sessions/{id}/resources/{bucket}/{key}',
    [302, 200],
    [404],
    'optional',
    'safe',
    'seed',
  ),
  listFiles: endpoint('POST', '/api/v2/sessions/{id}/files/list_files', [200], [404], 'required', 'safe', 'newer'),
  readFile: endpoint('POST', '/api/v2/sessions/{id}/files/read_file', [200], [404], 'required', 'safe', 'newer'),
  writeFile: endpoint('POST', '/api/v2/sessions/{id}/files/write_file', [200], [404], 'required', 'never', 'newer'),
} as const satisfies Record<string, Endpoint>;

/** The name of an endpoint. */
export type EndpointName = keyof typeof ENDPOINTS;

/** All endpoint names. */
export const ENDPOINT_NAMES = Object.keys(ENDPOINTS) as readonly EndpointName[];

function endpoint<
  const Row extends [
    Endpoint['method'],
    string,
    number[],
    number[],
    Endpoint['auth'],
    Endpoint['retry'],
    Endpoint['generation'],
  ],
>(...[method, path, success, errors, auth, retry, generation]: Row): Endpoint {
  return { method, path, success, errors, auth, retry, generation };
}

/** The values for the braces of a path. */
export type PathParameters = Readonly<Record<string, string | number>>;

/**
 * Fills the parameters of a path, each encoded as one segment; `{key}` keeps its slashes and encodes what is between.
 *
 * @throws TypeError when a parameter is missing.
 * @example endpointPath('status', { id }) // "/api/v2/sessions/6f…/status"
 */
export function endpointPath(name: EndpointName, parameters: PathParameters = {}): string {
  return ENDPOINTS[name].path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = parameters[parameter];
    if (value === undefined) throw new TypeError(`${name}: the path parameter "${parameter}" is missing.`);
    const text = String(value);
    return parameter === 'key' ? text.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(text);
  });
}
