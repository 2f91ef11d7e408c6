import type { WireStatus } from '@agent-session/protocol';
import { LIMITS } from '@agent-session/protocol';
import { ApiError, invalidRequest } from '../http/api-error.js';
import { jsonResponse, toResponse } from '../http/json-response.js';
import { readJsonBody } from '../http/read-body.js';
import { createQueryReader } from '../http/read-query.js';
import { jsonTextReply } from '../http/reply.js';
import { canonicalHash } from '../requests/canonical-hash.js';
import { resolveRequest } from '../requests/resolve-request.js';
import { isStorableName } from '../requests/storable-text.js';
import type { ServerContext } from '../server-context.js';
import { launchSession } from '../sessions/launch-session.js';
import { toSession, toStatusBody, toSummary } from '../sessions/session-views.js';
import { IdempotencyKeyTakenError } from '../store/errors.js';
import type { SessionQuery } from '../store/session-index.js';
import { readableSession, requireOwner } from './access.js';
import { offsetOf } from './paging.js';
import type { RouteHandler, Routes } from './route.js';

const readListQuery = createQueryReader('list');

const create: RouteHandler = async (context, { request }) => {
  const owner = await requireOwner(context, request);
  const key = idempotencyKeyOf(request);
  const body = await readJsonBody(request, {
    maxBytes: context.limits.maxRequestBytes,
    maxDepth: context.limits.maxRequestDepth,
  });
  if (key === null) return jsonResponse(await launch(context, owner, body), 201);
  return createOnce(context, owner, key, body);
};

async function launch(context: ServerContext, owner: string, body: unknown) {
  return toSession(
    await launchSession(context.launchpad, owner, resolveRequest(body, context.agents)),
    context.viewUrl,
  );
}

/** Creates under an Idempotency-Key: a repeat gets the first reply again, whatever has become of the session. */
async function createOnce(context: ServerContext, owner: string, key: string, body: unknown): Promise<Response> {
  const { store, clock, idempotencyInFlight } = context;
  const claimId = JSON.stringify([owner, key]);
  if (idempotencyInFlight.has(claimId)) {
    throw new ApiError('idempotency_in_flight', 'Idempotency-Key request in flight; retry shortly', {
      retryAfterSeconds: LIMITS.idempotencyRetryAfterSeconds,
    });
  }
  idempotencyInFlight.add(claimId);
  try {
    const bodyHash = canonicalHash(body);
    const replay = async () => {
      const record = await store.idempotency.find(owner, key, clock.now());
      if (!record) return null;
      if (record.bodyHash === bodyHash) return jsonResponse(record.response, 201);
      throw new ApiError('idempotency_mismatch', 'This Idempotency-Key was used with another body; use a new key.', {
        issues: [
          {
            type: 'idempotency_mismatch',
            loc: ['header', 'Idempotency-Key'],
            msg: 'This Idempotency-Key was used with another body; use a new key.',
          },
        ],
      });
    };
    const replayed = await replay();
    if (replayed) return replayed;
    try {
      const created = await launchSession(context.launchpad, owner, resolveRequest(body, context.agents), {
        key,
        bodyHash,
        responseFor: (session) => toSession(session, context.viewUrl),
      });
      return jsonResponse(toSession(created, context.viewUrl), 201);
    } catch (error) {
      const first = error instanceof IdempotencyKeyTakenError ? await replay() : null;
      if (first) return first;
      throw error;
    }
  } finally {
    idempotencyInFlight.delete(claimId);
  }
}

function idempotencyKeyOf(request: Request): string | null {
  const header = request.headers.get('idempotency-key');
  if (header === null) return null;
  const key = header.trim();
  const refuse = (msg: string) =>
    invalidRequest([{ type: 'value_error', loc: ['header', 'Idempotency-Key'], msg, input: key.slice(0, 100) }]);
  if (key.length < LIMITS.minIdempotencyKeyLength) throw refuse('Idempotency-Key must not be blank');
  if (key.length > LIMITS.maxIdempotencyKeyLength) {
    throw refuse(`Idempotency-Key may have at most ${LIMITS.maxIdempotencyKeyLength} characters`);
  }
  return key;
}

const list: RouteHandler = async (context, { request, url }) => {
  const owner = await requireOwner(context, request);
  const query = readListQuery(url.searchParams);
  const page = query['page'] as number;
  const size = query['size'] as number;
  // Schedules are not part of this server: nothing was created by one. Nor has anything a name that cannot be stored.
  const names = [query['group_id'], query['parent_session_id'], ...((query['agent'] as unknown[] | null) ?? [])];
  const matchesNothing = names.some((name) => typeof name === 'string' && !isStorableName(name));
  if (typeof query['schedule_id'] === 'string' || matchesNothing) return jsonResponse({ items: [], total: 0, page });
  const filters: Partial<SessionQuery> = {
    ...whenGiven('statuses', query['status'] as readonly WireStatus[] | null),
    ...whenGiven('agents', query['agent'] as readonly string[] | null),
    ...whenGiven('groupId', query['group_id'] as string | null),
    ...whenGiven('parentId', query['parent_session_id'] as string | null),
    ...whenGiven('search', query['search'] as string | null),
    ...whenGiven('createdBefore', toMs(query['created_before'])),
    ...whenGiven('createdAfter', toMs(query['created_after'])),
    ...whenGiven('finishedBefore', toMs(query['finished_before'])),
    ...whenGiven('finishedAfter', toMs(query['finished_after'])),
  };
  const sort = (query['sort'] as readonly string[] | null)?.at(-1) ?? '-created_at';
  const { sessions, total } = await context.store.sessions.list({
    owner,
    ...filters,
    order: sort.startsWith('-') ? 'newest' : 'oldest',
    offset: offsetOf(page, size),
    limit: size,
  });
  return jsonResponse({ items: sessions.map((row) => toSummary(row, context.viewUrl)), total, page });
};

function whenGiven<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): Partial<Record<Name, Value>> {
  return value === null || value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function toMs(dateTime: unknown): number | null {
  return typeof dateTime === 'string' ? Date.parse(dateTime) : null;
}

const quota: RouteHandler = async (context, { request }) => {
  const owner = await requireOwner(context, request);
  const limit = context.limits.maxActiveSessions;
  const active = context.slots.active(owner);
  return jsonResponse({ scope: 'user', limit, active, available: Math.max(0, limit - active) });
};

/** Creating, listing and reading sessions. */
export const sessionRoutes: Routes = {
  create,
  list,
  quota,
  get: async (context, at) => jsonResponse(toSession(await readableSession(context, at), context.viewUrl)),
  status: async (context, at) => {
    const { state } = await readableSession(context, at);
    return toResponse(jsonTextReply(JSON.stringify(toStatusBody(state))), at.textAside);
  },
};
