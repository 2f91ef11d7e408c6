import { ApiError, invalidRequest, sessionNotFound } from '../http/api-error.js';
import type { ServerContext } from '../server-context.js';
import type { HeldSession } from '../sessions/held-session.js';
import { isSessionId } from '../sessions/session-id.js';
import type { RouteRequest } from './route.js';

/** The owner of the key. @throws ApiError 401 */
export async function requireOwner({ authenticate }: ServerContext, request: Request): Promise<string> {
  const owner = await authenticate(request);
  if (owner === null) throw authenticationRequired();
  return owner;
}

/** The session id of the path. @throws ApiError 422 */
export function sessionIdOf({ params }: RouteRequest): string {
  const id = params['id'] ?? '';
  if (!isSessionId(id)) {
    throw invalidRequest([
      { type: 'uuid_parsing', loc: ['path', 'id'], msg: 'Input should be a valid UUID', input: id.slice(0, 100) },
    ]);
  }
  return id.toLowerCase();
}

/**
 * The session of the path, if this caller may change it: its owner only. To everybody else it is not there.
 *
 * @throws ApiError 401, 404, 422
 */
export async function ownSession(context: ServerContext, at: RouteRequest): Promise<HeldSession> {
  const owner = await requireOwner(context, at.request);
  const session = await context.keeper.get(sessionIdOf(at));
  if (!session || session.owner !== owner) throw sessionNotFound();
  return session;
}

/**
 * The session of the path, if this caller may read it: its owner, and anybody at all while it is shared. Without a key,
 * a session that is not shared and one that does not exist get the same 401.
 *
 * @throws ApiError 401, 404, 422
 */
export async function readableSession(context: ServerContext, at: RouteRequest): Promise<HeldSession> {
  const authenticated = context.authenticate(at.request);
  const owner = authenticated instanceof Promise ? await authenticated : authenticated;
  const id = sessionIdOf(at);
  const session = context.keeper.peek(id) ?? (await context.keeper.get(id));
  if (session && (session.state.shared || session.owner === owner)) return session;
  throw owner === null ? authenticationRequired() : sessionNotFound();
}

function authenticationRequired(): ApiError {
  return new ApiError('unauthorized', 'Authentication required. Send "Authorization: Bearer <key>".');
}
