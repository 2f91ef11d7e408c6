import type { EndpointName } from '@agent-session/protocol';
import type { ServerContext } from '../server-context.js';

/** One request on its way through a route. */
export interface RouteRequest {
  readonly request: Request;
  /** The adapter takes the text of responses beside them: making a stream of it costs more than all the rest. */
  readonly textAside: boolean;
  /** Taken apart anew each time it is asked for. */
  readonly url: URL;
  /** The values of the braces of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** Answers requests of one endpoint. What it throws becomes an error response. */
export type RouteHandler = (context: ServerContext, request: RouteRequest) => Promise<Response>;

/** Handlers of some endpoints, by name. */
export type Routes = Partial<Readonly<Record<EndpointName, RouteHandler>>>;
