import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { TransformStream } from 'node:stream/web';
import type Undici from 'undici';
import type { Agent, RequestInfo, RequestInit, Response as UndiciResponse, buildConnector } from 'undici';
import { refusedRange } from './address-rules.js';
import { AddressRefusedError, ResponseTooLargeError } from './guarded-fetch-errors.js';

/** Settings of {@link createGuardedFetch}. */
export interface GuardedFetchOptions {
  /** Lets requests reach loopback, private, link-local and other special addresses. Default false. */
  readonly allowPrivateAddresses?: boolean;
  /** Origins that may be at such an address all the same, such as `http://127.0.0.1:4200`. Default none. */
  readonly allowedOrigins?: readonly string[];
  /** Milliseconds a request may take, its body included. Default 30,000. */
  readonly timeoutMs?: number;
  /** Bytes of a response body after decompression. Default 32,000,000. */
  readonly maxResponseBytes?: number;
  /** Resolves host names. Default: that of the operating system. */
  readonly lookup?: typeof dns.lookup;
}

/** A fetch with its own connections; `close` ends the idle ones. */
export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/**
 * A `fetch` for addresses that others choose. It refuses to connect to addresses outside the public internet. The
 * check is made on the address of each connection as it is opened, so that neither redirects, nor names that change
 * what they resolve to, nor other spellings of an address get around it. At most 20 redirects, as `fetch` has it.
 *
 * Its requests reject with {@link AddressRefusedError}, {@link ResponseTooLargeError} (also while the body is read), a
 * `TimeoutError`, the caller's abort reason, or the `TypeError` of `fetch`. Proxy settings are not read.
 *
 * @example
 * const { fetch, close } = createGuardedFetch({ allowedOrigins: ['http://127.0.0.1:4200'] });
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { timeoutMs = 30_000, maxResponseBytes = 32_000_000 } = options;
  const connectorWith = guardedConnector(options);
  let loading: Promise<{ readonly undici: typeof Undici; readonly dispatcher: Agent }> | undefined;
  const load = () =>
    (loading ??= loadUndici().then((undici) => {
      const connect = connectorWith(undici.buildConnector);
      return { undici, dispatcher: new undici.Agent({ connect }) };
    }));
  const guarded = async (input: RequestInfo, init: RequestInit = {}): Promise<UndiciResponse> => {
    const url = new URL(typeof input === 'string' ? input : 'url' in input ? input.url : input.href);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new AddressRefusedError(
        `${url.protocol} addresses are not fetched, only http: and https:. Name a web address.`,
      );
    }
    const own = typeof input === 'object' && 'signal' in input ? input.signal : undefined;
    const signals = [AbortSignal.timeout(timeoutMs), init.signal ?? own].filter(
      (signal) => signal instanceof AbortSignal,
    );
    try {
      const { undici, dispatcher } = await load();
      const plain = await plainRequest(input, init);
      const response = await undici.fetch(url.href, { ...plain, dispatcher, signal: AbortSignal.any(signals) });
      return limited(undici, response, maxResponseBytes);
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  };
  return {
    fetch: guarded as unknown as typeof globalThis.fetch,
    close: async () => {
      // Who asked for it was told why it could not be loaded.
      const loaded = await loading?.catch(() => undefined);
      await loaded?.dispatcher.destroy();
    },
  };
}

/** The library takes a `Request` and a `FormData` of its own classes alone, and would send those of Node as text. */
async function plainRequest(input: RequestInfo, init: RequestInit): Promise<RequestInit> {
  if (!(input instanceof Request) && !(init.body instanceof FormData)) return init;
  const request = new Request(input as string, init as globalThis.RequestInit);
  const body = request.body === null ? null : await request.arrayBuffer();
  return { method: request.method, headers: [...request.headers], redirect: request.redirect, body };
}

/**
 * Loaded with the first request. Whoever loads undici first decides through which connections the global `fetch` goes:
 * Node's own does so when it is first touched, and is let go first.
 */
async function loadUndici(): Promise<typeof Undici> {
  void globalThis.Response;
  // Its default, which is all that a bundler finds in CommonJS.
  return (await import('undici')).default;
}

function guardedConnector(
  options: GuardedFetchOptions,
): (buildConnector: typeof Undici.buildConnector) => buildConnector.connector {
  const resolve = options.lookup ?? dns.lookup;
  const allowedOrigins = new Set(options.allowedOrigins?.map((origin) => new URL(origin).origin));
  const checkedLookup: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const found = addresses;
      for (const { address } of found) {
        const range = refusedRange(address);
        if (range !== null) return callback(refusal(hostname, address, range), '');
      }
      const [first] = found;
      if (first === undefined)
        return callback(Object.assign(new Error(`${hostname} has no address.`), { code: 'ENOTFOUND' }), '');
      return lookupOptions.all === true ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
  return (buildConnector) => {
    const free = buildConnector({ timeout: 10_000, lookup: resolve });
    if (options.allowPrivateAddresses === true) return free;
    const checked = buildConnector({ timeout: 10_000, lookup: checkedLookup });
    return (target, callback) => {
      if (allowedOrigins.has(originOf(target))) return free(target, callback);
      const host = target.hostname.replace(/^\[|\]$/g, '');
      // An address in the URL is connected to without a lookup.
      const range = isIP(host) === 0 ? null : refusedRange(host);
      if (range !== null) return callback(refusal(host, host, range), null);
      return checked(target, callback);
    };
  };
}

function originOf({ protocol, hostname, port }: buildConnector.Options): string {
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`).origin;
}

function refusal(hostname: string, address: string, range: string): AddressRefusedError {
  const where = hostname === address ? address : `${hostname} is at ${address}, which`;
  return new AddressRefusedError(
    `${where} is no public address (${range}), so it is not fetched. To let agents read pages of this machine or network, allow private addresses: \`--allow-private-addresses\` of \`serve\` and \`run\`, \`agentFetch\` of \`createServer\`.`,
  );
}

/** What our connector said, out of the `fetch failed` around it. */
function refusalIn(error: unknown): AddressRefusedError | null {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 6; depth += 1) {
    if (at instanceof AddressRefusedError) return at;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return null;
}

function limited(undici: typeof Undici, response: UndiciResponse, maxBytes: number): UndiciResponse {
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array | undefined, Uint8Array>({
      transform(chunk, controller) {
        if (chunk === undefined) return;
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw new ResponseTooLargeError(response.url, maxBytes);
        controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers, url, redirected } = response;
  const copy = new undici.Response(counted, { status, statusText, headers });
  return Object.defineProperties(copy, { url: { value: url }, redirected: { value: redirected } });
}
