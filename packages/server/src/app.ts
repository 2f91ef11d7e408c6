import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { ENDPOINT_NAMES, ENDPOINTS, type EndpointName } from '@agent-session/protocol';
import { ApiError, sessionNotFound } from './http/api-error.js';
import { errorReply } from './http/error-reply.js';
import { jsonResponse, toResponse } from './http/json-response.js';
import type { Reply } from './http/reply.js';
import type { Detached, SocketAdapter } from './http/socket-adapter.js';
import { toApiError } from './http/to-api-error.js';
import { changesRoutes } from './routes/changes.js';
import { resourceRoutes, serveSigned } from './routes/resources.js';
import type { LateReply, RouteHandler, RouteRequest } from './routes/route.js';
import { sessionRoutes } from './routes/sessions.js';
import { SHARE_PREFIX, sharingRoutes } from './routes/sharing.js';
import { steeringRoutes } from './routes/steering.js';
import { SIGNED_PREFIX } from './resources/signed-url.js';
import type { ServerContext } from './server-context.js';
import { isSessionId } from './sessions/session-id.js';

/** Whether the server can answer, and why not. */
export interface Health {
  readonly ready: () => Promise<void>;
  readonly isClosing: () => boolean;
}

/** Total: an endpoint of the table without a handler does not compile. */
const HANDLERS = {
  ...sessionRoutes,
  ...steeringRoutes,
  ...changesRoutes,
  ...sharingRoutes,
  ...resourceRoutes,
} as Readonly<Record<EndpointName, RouteHandler>>;

/** Long-polls wait, so they are bounded by where they wait and not by how many requests are being handled. */
const UNCOUNTED: ReadonlySet<EndpointName> = new Set(['changes']);

/** The routes of a server: every endpoint of the contract's table, health, shared sessions and signed resources. */
export function createApp(
  context: ServerContext,
  health: Health,
  corsOrigins: '*' | readonly string[] | undefined,
): Hono {
  const { basePath } = context;
  const app = basePath === '' ? new Hono() : new Hono().basePath(basePath);
  let handling = 0;

  if (corsOrigins !== undefined) {
    app.use(
      '*',
      cors({
        origin: corsOrigins === '*' ? '*' : [...corsOrigins],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
        exposeHeaders: ['etag', 'retry-after', 'location', 'x-request-id'],
        maxAge: 600,
      }),
    );
  }

  app.get('/healthz', () => jsonResponse({ status: 'ok' }));
  app.get('/readyz', async () => {
    if (health.isClosing()) throw unavailable('The server is stopping.');
    await health.ready();
    // Any read will do: a store that is away or damaged is told by its error.
    await context.store.sessions.countByStatus('');
    return jsonResponse({ status: 'ready' });
  });

  for (const name of inMatchingOrder(ENDPOINT_NAMES)) {
    const { method, path } = ENDPOINTS[name];
    const handler = HANDLERS[name];
    app.on(method, path.replace('{key}', ':key{.+}').replace(/\{(\w+)\}/g, ':$1'), async (c) => {
      if (health.isClosing()) throw unavailable('The server is stopping.');
      await health.ready();
      if (UNCOUNTED.has(name)) return handler(context, routeRequest(c));
      const at = routeRequest(c);
      if (handling >= context.limits.maxConcurrentRequests) throw unavailable('The server is busy.');
      handling += 1;
      try {
        return await handler(context, at);
      } finally {
        handling -= 1;
      }
    });
  }

  app.get(`${SHARE_PREFIX}/:id`, async (c) => {
    await health.ready();
    const at = routeRequest(c);
    const id = at.params['id'] ?? '';
    const session = isSessionId(id) ? await context.keeper.get(id.toLowerCase()) : undefined;
    if (!session?.state.shared) throw sessionNotFound();
    return HANDLERS.get(context, at);
  });
  app.get(`${SIGNED_PREFIX}/*`, async (c) => {
    await health.ready();
    return serveSigned(context, new URL(c.req.url));
  });

  app.notFound((c) => toResponse(errorReply(notFound(c.req.method, c.req.path, basePath))));
  app.onError((error, c) => toResponse(failed(error, c.req.raw, environmentOf(c))));
  return app;

  function failed(error: unknown, request: Request, { requestId }: RequestEnvironment): Reply {
    const apiError = toApiError(error);
    if (apiError.status >= 500 && apiError.type !== 'unavailable') {
      const { pathname: path } = new URL(request.url);
      const { method } = request;
      context.log({ level: 'error', event: 'request.failed', method, path, error, ...(requestId && { requestId }) });
    }
    return errorReply(apiError);
  }

  function routeRequest(c: Context): RouteRequest {
    const request = c.req.raw;
    const environment = environmentOf(c);
    const { adapter } = environment;
    return {
      request,
      params: c.req.param() as Record<string, string>,
      textAside: adapter !== undefined,
      ...(adapter && { detach: () => lateReply(adapter.detach(), request, environment) }),
      get url() {
        return new URL(request.url);
      },
    };
  }

  /** Made apart from the context of the router, which would be kept as long as the reply is waited for. */
  function lateReply(detached: Detached, request: Request, environment: RequestEnvironment): LateReply {
    return {
      onGone: (callback) => detached.onGone(callback),
      send: (reply) =>
        void reply.then(
          (ready) => detached.send(ready),
          (error: unknown) => detached.send(failed(error, request, environment)),
        ),
    };
  }
}

/** What comes along with a request. */
export interface RequestEnvironment {
  /** Present where replies need not be whole, nor at once. */
  readonly adapter?: SocketAdapter | undefined;
  /** Names the request in the log and to its caller. */
  readonly requestId?: string;
}

function environmentOf(c: Context): RequestEnvironment {
  return c.env as RequestEnvironment;
}

/** `/sessions/quota` before `/sessions/{id}`: names before parameters. */
function inMatchingOrder(names: readonly EndpointName[]): readonly EndpointName[] {
  const parameters = (name: EndpointName) => ENDPOINTS[name].path.split('{').length;
  return names.toSorted((a, b) => parameters(a) - parameters(b));
}

function notFound(method: string, path: string, basePath: string): ApiError {
  const allowed = ENDPOINT_NAMES.filter(
    (name) => path.startsWith(basePath) && pathPattern(name).test(path.slice(basePath.length)),
  ).map((name) => ENDPOINTS[name].method);
  if (allowed.length === 0) return new ApiError('not_found', `There is nothing at ${path.slice(0, 200)}.`);
  return new ApiError('method_not_allowed', `${method} is not possible here; use ${allowed.join(' or ')}.`, {
    allow: allowed,
  });
}

function pathPattern(name: EndpointName): RegExp {
  const source = ENDPOINTS[name].path.replace('{key}', '.+').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${source}$`);
}

function unavailable(message: string): ApiError {
  return new ApiError('unavailable', `${message} Try again in a moment.`, { retryAfterSeconds: 1 });
}
