import { ENDPOINTS, endpointPath, type Clock, type EndpointName, type PathParameters } from '@agent-session/protocol';
import { bodyProblem, errorBodyProblem } from './contract.js';
import { ConformanceFailure, type Exchange } from './outcome.js';
import type { Pulse } from './pulse.js';
import { readText } from './read-text.js';

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
  readonly pulse: Pulse;
  /** No reply takes longer, its own wait aside. */
  readonly replyTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each reply before anything is made of it. */
  readonly onReply?: ((name: EndpointName, path: PathParameters, reply: Reply) => void) | undefined;
}

/** A case that asks more often goes round in circles: the platform never says what would end it. */
const MAX_REQUESTS = 1_000;
const KEPT_EXCHANGES = 6;
const KEPT_CHARACTERS = 4_000;
/** A create is not abandoned at once: nobody would know the session it made. */
const CREATE_GRACE_MS = 5_000;

/** Makes the probe of one case. */
export function createProbe(options: ProbeOptions): Probe {
  const { baseUrl, apiKey, fetch: send, clock, secrets, pulse, replyTimeoutMs, signal, onReply } = options;
  const exchanges: Exchange[] = [];
  let requests = 0;
  const blank = (text: string): string =>
    secrets.reduce((shown, secret) => (secret === '' ? shown : shown.replaceAll(secret, '[key]')), text);
  const keep = (exchange: Exchange): void => {
    exchanges.push(exchange);
    if (exchanges.length > KEPT_EXCHANGES) exchanges.shift();
  };

  /** Sends the request and reads the reply, both within the time a reply may take. */
  async function exchange(name: EndpointName, url: URL, init: RequestInit, waitMs: number): Promise<Reply> {
    const startedAt = clock.now();
    const abort = new AbortController();
    const timers = [
      clock.setTimeout(() => abort.abort(new NoReplyInTime(replyTimeoutMs + waitMs)), replyTimeoutMs + waitMs),
    ];
    const onAbort = (): void => {
      const end = (): void => abort.abort(signal?.reason);
      if (name === 'create') timers.push(clock.setTimeout(end, CREATE_GRACE_MS));
      else end();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      // The race is ours: a fetch that does not honour the signal holds nobody up.
      const stopped = new Promise<never>((_, reject) => {
        abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true });
      });
      const replied = (async (): Promise<Reply> => {
        const response = await send(String(url), { ...init, redirect: 'manual', signal: abort.signal });
        const text = await readText(response);
        const { status, headers } = response;
        return {
          status,
          headers,
          text,
          elapsedMs: clock.now() - startedAt,
          json: <Body>() => JSON.parse(text) as Body,
        };
      })();
      return await Promise.race([replied, stopped]);
    } finally {
      for (const timer of timers) clock.clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    exchanges,
    async call(name, { path = {}, body, query = {}, headers = {}, key = apiKey } = {}) {
      signal?.throwIfAborted();
      requests += 1;
      if (requests > MAX_REQUESTS) throw new ConformanceFailure(`not done after ${MAX_REQUESTS} requests`);
      const { method } = ENDPOINTS[name];
      const url = new URL(`${baseUrl.replace(/\/+$/, '')}${endpointPath(name, path)}`);
      if (pulse.isMute(name)) {
        throw new ConformanceFailure(`${method} ${url.pathname}: not sent, ${name} has not answered in time before`);
      }
      for (const [parameter, value] of Object.entries(query)) {
        for (const each of [value].flat()) url.searchParams.append(parameter, String(each));
      }
      const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
      const asked = { method, url: blank(String(url)), body: text === null ? null : shown(blank(text)) };
      const init: RequestInit = {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(text === null ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text === null ? {} : { body: text }),
      };
      let reply: Reply;
      try {
        reply = await exchange(name, url, init, Number(query['wait_for_seconds'] ?? 0) * 1000 || 0);
      } catch (error) {
        signal?.throwIfAborted();
        keep({ request: asked, response: null });
        pulse.silent(name, error instanceof NoReplyInTime);
        throw new ConformanceFailure(`${method} ${url.pathname}: no reply (${blank(causeOf(error))})`, {
          cause: error,
        });
      }
      pulse.answered(name);
      const { status } = reply;
      const kept = Object.fromEntries(
        ['content-type', 'etag', 'retry-after', 'location'].flatMap((header) => {
          const value = reply.headers.get(header);
          return value === null ? [] : [[header, blank(value)]];
        }),
      );
      keep({ request: asked, response: { status, headers: kept, body: shown(blank(reply.text)) } });
      onReply?.(name, path, reply);
      signal?.throwIfAborted();
      if (status >= 500) throw new ConformanceFailure(`${name}: the platform failed with ${status}`);
      const problem = status >= 400 ? errorBodyProblem(reply.text) : bodyProblem(name, status, reply.text);
      if (problem !== null) throw new ConformanceFailure(`${name} ${status}: ${problem}`);
      return reply;
    },
  };
}

class NoReplyInTime extends Error {
  override readonly name = 'NoReplyInTime';

  constructor(waitedMs: number) {
    super(`none in ${waitedMs / 1000} s`);
  }
}

/** What went wrong, down to its first cause: `fetch failed` alone tells nobody anything. */
export function causeOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  return error instanceof Error && error.cause instanceof Error ? `${message}: ${causeOf(error.cause)}` : message;
}

function shown(text: string): string {
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}… (${text.length} characters)` : text;
}
