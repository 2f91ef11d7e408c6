import { readChanges } from '../changes/read-changes.js';
import { jsonResponse } from '../http/json-response.js';
import { createQueryReader } from '../http/read-query.js';
import { readableSession } from './access.js';
import { clampIndex, offsetOf } from './paging.js';
import type { RouteHandler, Routes } from './route.js';

const readChangesQuery = createQueryReader('changes');
const readEventsQuery = createQueryReader('events');

const changes: RouteHandler = async (context, at) => {
  const query = readChangesQuery(at.url.searchParams);
  const session = await readableSession(context, at);
  return readChanges(
    context,
    session,
    {
      fromIndex: clampIndex(query['from_index'] as number),
      limit: (query['limit'] as number | null | undefined) ?? null,
      includeEvents: query['include_events'] as boolean,
      waitMs: (query['wait_for_seconds'] as number) * 1000,
    },
    at,
  );
};

const events: RouteHandler = async (context, at) => {
  const query = readEventsQuery(at.url.searchParams);
  const session = await readableSession(context, at);
  const page = query['page'] as number;
  const size = query['size'] as number;
  const sort = (query['sort'] as readonly string[] | null | undefined)?.at(-1) ?? 'timestamp';
  const type = query['type'] as string | null | undefined;
  // No event has an empty type, and no store is asked for one.
  if (type === '') return jsonResponse({ items: [], total: 0, page });
  const slice = await context.store.events.readEvents(session.id, {
    fromIndex: offsetOf(page, size),
    limit: size,
    newestFirst: sort.startsWith('-'),
    ...(typeof type === 'string' && { eventType: type }),
  });
  return jsonResponse({ items: slice.events.map(({ data }) => data), total: slice.total, page });
};

/** Following a session: the long-poll and the whole log in pages. */
export const changesRoutes: Routes = { changes, events };
