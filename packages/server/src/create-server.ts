import { openAgentFetch } from '#agent-fetch';
import { endpointPath, systemClock, type SessionRequest } from '@agent-session/protocol';
import { agentsByName } from './agents/agents-by-name.js';
import { createApp } from './app.js';
import { createAuthenticator } from './auth/authenticator.js';
import { createParkingLot } from './changes/parking-lot.js';
import type { Reply } from './http/reply.js';
import { createRedactingLog, createRedactor } from './http/server-log.js';
import { DETACHED, type SocketAdapter } from './http/socket-adapter.js';
import { resolveRequest } from './requests/resolve-request.js';
import { isResourceKey } from './resources/resource-name.js';
import { createUrlSigner } from './resources/signed-url.js';
import type { AgentServices } from './runs/agent-services.js';
import { createSupervisor } from './runs/supervisor.js';
import type { ServerContext } from './server-context.js';
import { limitsOf, type ServerOptions } from './server-options.js';
import type { HeldSession } from './sessions/held-session.js';
import { launchSession, type Launchpad } from './sessions/launch-session.js';
import { startRetention } from './sessions/retention.js';
import { createSessionCache } from './sessions/session-cache.js';
import { createSessionKeeper, type SessionKeeper } from './sessions/session-keeper.js';
import { createSlotBook } from './sessions/slot-book.js';

/** A running server. */
export interface SessionServer {
  /** Answers a request. Never rejects. Needs no `this`. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Resolves when every session of the store has been picked up; rejects when the store cannot be read. */
  readonly ready: Promise<void>;
  /**
   * Stops: parked requests are told to come back, agents get `drainMs` (default 0) to finish, then they are stopped where
   * they are. Nothing is lost: what they were doing is in the store. The store itself is closed too.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}

/** Handlers for adapters that write to sockets themselves. Kept apart from `fetch`, whose responses are whole. */
export const adaptedHandlers = new WeakMap<
  SessionServer,
  (request: Request, adapter: SocketAdapter) => Promise<Response>
>();

const MIN_SECRET_BYTES = 32;
const BASE_PATH = /^(\/[\w.~-]+)*$/;

/**
 * Makes a server of the sessions API: a web-standard handler that runs agents over a store. It needs no socket and no
 * particular runtime; the sessions of the store are picked up at once.
 *
 * @throws TypeError when an option makes no sense.
 * @example
 * const server = createServer({
 *   store: createMemoryStore(),
 *   agents: [echo],
 *   auth: { keys: ['hk-local'] },
 * });
 * const response = await server.fetch(new Request('http://localhost/api/v2/sessions', { … }));
 */
export function createServer(options: ServerOptions): SessionServer {
  const { store, clock = systemClock, randomId = () => crypto.randomUUID(), reopen = false } = options;
  const limits = limitsOf(options.limits);
  const agents = agentsByName(options.agents);
  const auth = options.auth ?? { keys: [] };
  const secrets = 'keys' in auth ? auth.keys.map((entry) => (typeof entry === 'string' ? entry : entry.key)) : [];
  const log = createRedactingLog(options.log ?? (() => undefined), secrets);
  const secret = options.signingSecret ?? crypto.getRandomValues(new Uint8Array(MIN_SECRET_BYTES));
  if (secret.byteLength < MIN_SECRET_BYTES)
    throw new TypeError(`signingSecret needs at least ${MIN_SECRET_BYTES} bytes.`);
  const { basePath = '' } = options;
  if (!BASE_PATH.test(basePath))
    throw new TypeError(`basePath must be like "/agents", not ${JSON.stringify(basePath)}.`);

  const parking = createParkingLot(clock, limits.maxParkedRequests);
  const slots = createSlotBook({ maxActive: limits.maxActiveSessions, maxQueued: limits.maxQueuedSessions });
  const agentFetch =
    options.agentFetch === undefined ? openAgentFetch() : { fetch: options.agentFetch, close: () => Promise.resolve() };
  const services: AgentServices = {
    fetch: agentFetch.fetch,
    randomId,
    async readHistory(id, count) {
      if (count === 0) return [];
      const { events } = await store.events.readEvents(id, { fromIndex: 0, limit: count });
      return events.map(({ data }) => data as never);
    },
    saveResource: (session, resource) => saveResource(session, resource),
    launchSubSession: (parent, request) => launchSubSession(parent, request),
  };
  const supervisor = createSupervisor({
    keeper: () => keeper,
    store,
    agents,
    clock,
    slots,
    limits,
    services,
    log,
    redact: createRedactor(secrets),
    answerGraceMs: limits.answerGraceMs,
  });
  const keeper: SessionKeeper = createSessionKeeper({
    store,
    clock,
    cache: createSessionCache({
      maxSessions: limits.maxCachedSessions,
      maxLength: limits.maxCachedLength,
      isPinned: (id) => supervisor.isPinned(id),
    }),
    onChange(after, before) {
      supervisor.onChange(after, before);
      parking.notify(after.id, after.state.lifecycle.nextIndex);
    },
  });
  const launchpad: Launchpad = {
    keeper,
    slots,
    slotFreed: (owner) => supervisor.fillSlots(owner),
    clock,
    randomId,
    maxActive: limits.maxActiveSessions,
    reopen,
    maxSubSessionDepth: limits.maxSubSessionDepth,
  };

  async function saveResource(
    session: HeldSession,
    { bucket, key, content, mediaType }: Parameters<AgentServices['saveResource']>[1],
  ): Promise<string> {
    if (!isResourceKey(bucket, key.split('/'))) {
      throw new TypeError(`"${bucket}/${key}" cannot name a resource: use plain path segments without "..".`);
    }
    if (content.byteLength > limits.maxResourceBytes) {
      throw new RangeError(
        `A resource may have at most ${limits.maxResourceBytes} bytes; this one has ${content.byteLength}.`,
      );
    }
    const createdAt = clock.now();
    const keepMinutes = session.request.delete_screenshot_after_min;
    const expiresAt =
      bucket === 'screenshots' && typeof keepMinutes === 'number' ? createdAt + keepMinutes * 60_000 : null;
    await store.resources.put({ sessionId: session.id, bucket, key, mediaType, bytes: content, createdAt, expiresAt });
    return `${basePath}${endpointPath('resource', { id: session.id, bucket, key })}`;
  }

  async function launchSubSession(parent: HeldSession, request: SessionRequest) {
    const resolved = resolveRequest({ ...request, parent_session_id: parent.id }, agents);
    const { id } = await launchSession(launchpad, parent.owner, resolved);
    return { id, ended: (signal: AbortSignal) => supervisor.settled(id, signal) };
  }

  const context: ServerContext = {
    store,
    keeper,
    supervisor,
    parking,
    launchpad,
    slots,
    idempotencyInFlight: new Set(),
    agents,
    authenticate: createAuthenticator(auth, store.keys),
    signer: createUrlSigner(secret, basePath),
    clock,
    randomId,
    limits,
    basePath,
    viewUrl: options.viewUrl ?? (() => null),
    lenient: options.lenient ?? false,
    log,
  };

  let closing: Promise<void> | undefined;
  const ready = supervisor.recover();
  ready.catch((error: unknown) => log({ level: 'error', event: 'recovery.failed', error }));
  const retention = startRetention({
    store,
    clock,
    intervalMs: limits.retentionIntervalMs,
    forget: (id) => keeper.forget(id),
    log,
  });
  const app = createApp(context, { ready: () => ready, isClosing: () => closing !== undefined }, options.corsOrigins);

  const handle = async (request: Request, adapter?: SocketAdapter): Promise<Response> => {
    // Thousands of requests may wait in here: without a log, nothing is kept of them.
    if (!options.log) return app.fetch(request, { adapter });
    const startedAt = clock.now();
    const requestId = requestIdOf(request) ?? crypto.randomUUID();
    const handled = (status: number): void => {
      const { pathname: path } = new URL(request.url);
      const durationMs = clock.now() - startedAt;
      log({ level: 'info', event: 'request.handled', method: request.method, path, status, durationMs, requestId });
    };
    const late = (reply: Reply): Reply => {
      handled(reply.status);
      return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
    };
    const response = await app.fetch(request, { adapter: adapter && onSend(adapter, late), requestId });
    if (response === DETACHED) return response;
    handled(response.status);
    response.headers.set('x-request-id', requestId);
    return response;
  };

  const server: SessionServer = {
    ready,
    fetch: (request) => handle(request),
    close({ drainMs = 0 } = {}) {
      closing ??= (async () => {
        parking.close();
        retention.stop();
        await supervisor.close(drainMs);
        await agentFetch.close();
        await keeper.idle();
        await store.close();
      })();
      return closing;
    },
  };
  // CORS headers are added by making the response again, which would lose the text beside it.
  if (options.corsOrigins === undefined) adaptedHandlers.set(server, handle);
  return server;
}

function onSend(adapter: SocketAdapter, change: (reply: Reply) => Reply): SocketAdapter {
  return {
    detach() {
      const detached = adapter.detach();
      return {
        onGone: (callback) => detached.onGone(callback),
        send: (reply) => detached.send(change(reply)),
      };
    },
  };
}

/** The id a proxy in front gave the request, if it can stand in a header and a log as it is. */
function requestIdOf({ headers }: Request): string | undefined {
  const given = headers.get('x-request-id');
  return given !== null && /^[\w.:-]{1,128}$/.test(given) ? given : undefined;
}
