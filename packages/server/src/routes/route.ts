import type { EndpointName } from '@agent-session/protocol';
import type { Reply } from '../http/reply.js';
import type { Detached } from '../http/socket-adapter.js';
import type { ServerContext } from '../server-context.js';

/** One request on its way through a route. */
export interface RouteRequest {
  readonly request: Request;
  /** The adapter takes the text of responses beside them: making a stream of it costs more than all the rest. */
  readonly textAside: boolean;
  /** Takes the reply out of the handling of the request, where the adapter can: what is returned then is `DETACHED`. */
  readonly detach?: () => LateReply;
  /** Taken apart anew each time it is asked for. */
  readonly url: URL;
  /** The values of the braces of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** A reply that comes later. What it rejects with becomes an error reply. */
export interface LateReply extends Pick<Detached, 'onGone'> {
  send(reply: Promise<Reply>): void;
}

/** Answers requests of one endpoint. What it throws becomes an error response. */
export type RouteHandler = (context: ServerContext, request: RouteRequest) => Promise<Response>;

/** Handlers of some endpoints, by name. */
export type Routes = Partial<Readonly<Record<EndpointName, RouteHandler>>>;
