import { ENDPOINTS, endpointPath, type Clock, type EndpointName, type PathParameters } from '@agent-session/protocol';
import { bodyProblem, errorBodyProblem } from './contract.js';
import { ConformanceFailure, type Exchange } from './outcome.js';

/** What is sent. */
export interface CallOptions extends PathParametersOption {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the key under test. `null`: none. */
  readonly key?: string | null;
}

interface PathParametersOption {
  readonly path?: PathParameters;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, checked against the contract already if the status is a success. */
  json<Body>(): Body;
  /** How long it took. */
  readonly elapsedMs: number;
}

/** Sends requests and keeps what was said. */
export interface Probe {
  /**
   * One request. A body that the contract does not allow is a failure of the case; so is any 5xx.
   *
   * @throws ConformanceFailure
   */
  call(name: EndpointName, options?: CallOptions): Promise<Reply>;
  readonly exchanges: readonly Exchange[];
}

/** What a probe needs. */
export interface ProbeOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Texts that are in no report. */
  readonly secrets: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A case that asks more often goes round in circles: the platform never says what would end it. */
const MAX_REQUESTS = 1_000;
const KEPT_EXCHANGES = 6;
const KEPT_CHARACTERS = 4_000;
/** No reply takes longer, its own wait aside. */
const REPLY_TIMEOUT_MS = 30_000;

/** Makes the probe of one case. */
export function createProbe({ baseUrl, apiKey, fetch: send, clock, secrets, signal }: ProbeOptions): Probe {
  const exchanges: Exchange[] = [];
  let requests = 0;
  const blank = (text: string): string =>
    secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '[key]')), text);
  const keep = (exchange: Exchange): void => {
    exchanges.push(exchange);
    if (exchanges.length > KEPT_EXCHANGES) exchanges.shift();
  };

  return {
    exchanges,
    async call(name, { path = {}, body, query = {}, headers = {}, key = apiKey } = {}) {
      requests += 1;
      if (requests > MAX_REQUESTS) throw new ConformanceFailure(`not done after ${MAX_REQUESTS} requests`);
      const { method } = ENDPOINTS[name];
      const url = new URL(`${baseUrl.replace(/\/+$/, '')}${endpointPath(name, path)}`);
      for (const [parameter, value] of Object.entries(query)) {
        for (const each of [value].flat()) url.searchParams.append(parameter, String(each));
      }
      const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
      const asked = { method, url: blank(String(url)), body: text === null ? null : shown(blank(text)) };
      const startedAt = clock.now();
      const waitMs = Number(query['wait_for_seconds'] ?? 0) * 1000;
      const abort = new AbortController();
      const timer = clock.setTimeout(
        () => abort.abort(new Error('No reply in time.')),
        REPLY_TIMEOUT_MS + (waitMs || 0),
      );
      const onAbort = (): void => abort.abort(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      let reply: Reply;
      try {
        const response = await send(String(url), {
          method,
          redirect: 'manual',
          headers: {
            ...(key === null ? {} : { authorization: `Bearer ${key}` }),
            ...(text === null ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(text === null ? {} : { body: text }),
          signal: abort.signal,
        });
        const replied = await response.text();
        const { status } = response;
        reply = {
          status,
          headers: response.headers,
          text: replied,
          elapsedMs: clock.now() - startedAt,
          json: <Body>() => JSON.parse(replied) as Body,
        };
        const kept = Object.fromEntries(
          ['content-type', 'etag', 'retry-after', 'location'].flatMap((header) => {
            const value = response.headers.get(header);
            return value === null ? [] : [[header, blank(value)]];
          }),
        );
        keep({ request: asked, response: { status, headers: kept, body: shown(blank(replied)) } });
      } catch (error) {
        signal?.throwIfAborted();
        keep({ request: asked, response: null });
        const why = error instanceof Error ? error.message : String(error);
        throw new ConformanceFailure(`${method} ${url.pathname}: no reply (${blank(why)})`, { cause: error });
      } finally {
        clock.clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      }
      const { status } = reply;
      if (status >= 500) throw new ConformanceFailure(`${name}: the platform failed with ${status}`);
      const problem = status >= 400 ? errorBodyProblem(reply.text) : bodyProblem(name, status, reply.text);
      if (problem !== null) throw new ConformanceFailure(`${name} ${status}: ${problem}`);
      return reply;
    },
  };
}

function shown(text: string): string {
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}… (${text.length} characters)` : text;
}
