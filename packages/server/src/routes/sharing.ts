import type { Feedback } from '@agent-session/protocol';
import { bodySchemas } from '@agent-session/protocol/schemas';
import { ApiError, invalidRequest } from '../http/api-error.js';
import { emptyResponse, jsonResponse } from '../http/json-response.js';
import { readJsonBody } from '../http/read-body.js';
import { createRequestValidator } from '../http/request-validator.js';
import type { ServerContext } from '../server-context.js';
import { ownSession, requireOwner, sessionIdOf } from './access.js';
import type { RouteHandler, RouteRequest, Routes } from './route.js';

/** Where a shared session is read without a key, besides its own address. */
export const SHARE_PREFIX = '/share/api/v1/trajectories';

const checkFeedback = createRequestValidator(bodySchemas.Feedback, 'body');

async function setShared(context: ServerContext, at: RouteRequest, shared: boolean): Promise<string> {
  const { id } = await ownSession(context, at);
  await context.keeper.change(id, (draft) => {
    if (draft.state.shared !== shared) draft.note({ kind: 'shared', shared });
  });
  return id;
}

async function takeFeedback(context: ServerContext, at: RouteRequest, eventIndex: number | null): Promise<Response> {
  await requireOwner(context, at.request);
  sessionIdOf(at);
  const { maxRequestBytes: maxBytes, maxRequestDepth: maxDepth } = context.limits;
  const body = await readJsonBody(at.request, { maxBytes, maxDepth });
  const issues = checkFeedback(body);
  if (issues.length > 0) throw invalidRequest(issues);
  const { success, message = null } = body as Feedback;
  const session = await ownSession(context, at);
  if (eventIndex !== null && (eventIndex < 0 || eventIndex >= session.state.lifecycle.nextIndex)) {
    throw new ApiError('not_found', 'Event not found');
  }
  await context.keeper.change(session.id, (draft) =>
    draft.note({ kind: 'feedback', feedback: { success, message }, eventIndex }),
  );
  return emptyResponse(204);
}

const eventFeedback: RouteHandler = async (context, at) => {
  const text = at.params['event_index'] ?? '';
  const index = /^-?\d{1,15}$/.test(text) ? Number(text) : null;
  if (index === null) {
    await requireOwner(context, at.request);
    throw invalidRequest([
      {
        type: 'int_parsing',
        loc: ['path', 'event_index'],
        msg: 'Input should be a valid integer',
        input: text.slice(0, 100),
      },
    ]);
  }
  return takeFeedback(context, at, index);
};

/** Sharing a session, and saying how well it did. */
export const sharingRoutes: Routes = {
  share: async (context, at) =>
    jsonResponse({ share_url: `${context.basePath}${SHARE_PREFIX}/${await setShared(context, at, true)}` }),
  unshare: async (context, at) => {
    await setShared(context, at, false);
    return emptyResponse(204);
  },
  feedback: (context, at) => takeFeedback(context, at, null),
  eventFeedback,
};
