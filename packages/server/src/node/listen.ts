import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { adaptedHandlers, type SessionServer } from '../create-server.js';
import { bodyTextOf } from '../http/json-response.js';
import type { Reply } from '../http/reply.js';
import { DETACHED, type Detached } from '../http/socket-adapter.js';

/** Where and how to listen. */
export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`: this machine only. */
  readonly hostname?: string;
  /** Time that running agents and open requests get to finish when the server stops. Default 10,000. */
  readonly drainMs?: number;
  /** Connections at once; more are closed. Default: as many as the system gives. */
  readonly maxConnections?: number;
  /**
   * Asked before the API, such as for a page that is served beside it: a response, or `null` for a request that is not
   * its own. Nobody has shown a key yet. Default: there is only the API.
   */
  readonly page?: (request: Request) => Response | null;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Such as `http://127.0.0.1:4100`. */
  readonly url: string;
  /** Stops gracefully: no new connections, parked requests told to come back, agents drained, the store closed. */
  close(): Promise<void>;
}

const DEFAULT_DRAIN_MS = 10_000;
/** Time a client has to send its headers, and its whole request. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than clients keep idle connections, so that it is they who close. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_HEADER_BYTES = 16_384;
/**
 * Connections that wait to be accepted. Thousands who poll come back at once after a restart, and those who find no place
 * are reset; Node's default is 511. The system caps it (on Linux `net.core.somaxconn`, usually 4096).
 */
const BACKLOG = 16_384;
/** Time for replies on their way out once everything else has stopped. */
const FLUSH_MS = 1000;

/**
 * Serves a session server over HTTP on Node. Resolves once it listens and the sessions of the store are picked up.
 *
 * @throws Error when the address cannot be listened on, or the store cannot be read.
 * @example
 * const listening = await listen(server, { port: 4100 });
 * process.once('SIGTERM', () => void listening.close());
 */
export async function listen(server: SessionServer, options: ListenOptions = {}): Promise<Listening> {
  const { port = 0, hostname = '127.0.0.1', drainMs = DEFAULT_DRAIN_MS, maxConnections, page } = options;
  await server.ready;
  const handle = adaptedHandlers.get(server) ?? server.fetch;
  const listener = getRequestListener(
    async (request, env) => {
      const own = page?.(request) ?? null;
      if (own !== null) return own;
      const outgoing = env.outgoing as ServerResponse;
      const response = await handle(request, { detach: () => detach(outgoing) });
      if (response === DETACHED) return RESPONSE_ALREADY_SENT;
      const text = bodyTextOf(response);
      if (text === undefined) return response;
      write(outgoing, { status: response.status, headers: Object.fromEntries(response.headers), text });
      return RESPONSE_ALREADY_SENT;
    },
    { overrideGlobalObjects: false },
  );
  const http = createHttpServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      noDelay: true,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  if (maxConnections !== undefined) http.maxConnections = maxConnections;
  await listenOn(http, port, hostname);
  const { port: actualPort } = http.address() as AddressInfo;
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  let closing: Promise<void> | undefined;
  return {
    port: actualPort,
    url: `http://${host}:${actualPort}`,
    close() {
      closing ??= stop(http, server, drainMs);
      return closing;
    },
  };
}

/** The reply to a request that waits. The socket is all that is held meanwhile, and its end is noticed there. */
function detach(outgoing: ServerResponse): Detached {
  return {
    send: (reply) => write(outgoing, reply),
    onGone(callback) {
      if (outgoing.closed) callback();
      else outgoing.on('close', callback);
    },
  };
}

/** Writes a reply whose text is known at once, instead of reading it from a stream. */
function write(outgoing: ServerResponse, { status, headers, text }: Reply): void {
  // A 204 must not say how long its body is.
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(text) };
  outgoing.writeHead(status, { ...headers, ...length }).end(text);
}

function listenOn(http: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is in use; choose another one' : error.message;
      reject(new Error(`Cannot listen on ${hostname}:${port}: ${why}.`, { cause: error }));
    });
    http.listen({ port, host: hostname, backlog: BACKLOG }, () => resolve());
  });
}

async function stop(http: Server, server: SessionServer, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  await server.close({ drainMs });
  http.closeIdleConnections();
  const flush = setTimeout(() => http.closeAllConnections(), FLUSH_MS);
  await closed;
  clearTimeout(flush);
}
