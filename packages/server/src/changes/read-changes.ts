import { endpointPath } from '@agent-session/protocol';
import { ApiError, sessionNotFound } from '../http/api-error.js';
import { toResponse } from '../http/json-response.js';
import { emptyReply, jsonTextReply, type Reply } from '../http/reply.js';
import { DETACHED } from '../http/socket-adapter.js';
import type { RouteRequest } from '../routes/route.js';
import type { HeldSession } from '../sessions/held-session.js';
import type { SessionKeeper } from '../sessions/session-keeper.js';
import { toChangesHead } from '../sessions/session-views.js';
import type { EventStore } from '../store/event-store.js';
import type { Parking, ParkingLot, Wake } from './parking-lot.js';

/** A `/changes` request after its query was checked. */
export interface ChangesQuery {
  readonly fromIndex: number;
  /** `null`: as many as the server sends at once. */
  readonly limit: number | null;
  readonly includeEvents: boolean;
  readonly waitMs: number;
}

/** Most events in one page: readers drain until it is empty. */
export const MAX_CHANGES_PAGE = 500;
/** Most characters of events in one page, so that a page of large events stays readable; at least one event is sent. */
const MAX_PAGE_LENGTH = 4_000_000;
const MAX_KEPT_PAGE_LENGTH = 256_000;
const RETRY_AFTER_SECONDS = 1;

/** What a `/changes` request works with. */
export interface ChangesReader {
  readonly keeper: SessionKeeper;
  readonly store: { readonly events: EventStore };
  readonly parking: ParkingLot;
}

/**
 * Answers a long-poll: at once when there are events from the cursor on, otherwise as soon as one is appended; 204 when
 * the wait is over; 503 with `Retry-After` when the server closes or too many wait.
 */
export function readChanges(
  reader: ChangesReader,
  session: HeldSession,
  query: ChangesQuery,
  { request, detach, textAside }: Pick<RouteRequest, 'request' | 'detach' | 'textAside'>,
): Promise<Response> {
  const respond = (reply: Reply) => toResponse(reply, textAside);
  if (hasNews(session, query) || query.waitMs === 0) return answer(reader, session, query).then(respond);
  const parking: Parking = { sessionId: session.id, seenCount: query.fromIndex, waitMs: query.waitMs };
  if (detach) {
    const reply = detach();
    const leave = reader.parking.park(parking, (wake) => reply.send(goOn(reader, parking.sessionId, query, wake)));
    reply.onGone(leave);
    return Promise.resolve(DETACHED);
  }
  return untilWoken(reader.parking, parking, request.signal)
    .then((wake) => goOn(reader, parking.sessionId, query, wake))
    .then(respond);
}

function untilWoken(lot: ParkingLot, parking: Parking, signal: AbortSignal): Promise<Wake> {
  return new Promise((resolve) => {
    let leave = () => undefined as void;
    const onAbort = () => leave();
    signal.addEventListener('abort', onAbort);
    leave = lot.park(parking, (wake) => {
      signal.removeEventListener('abort', onAbort);
      resolve(wake);
    });
    if (signal.aborted) leave();
  });
}

async function goOn(reader: ChangesReader, sessionId: string, query: ChangesQuery, wake: Wake): Promise<Reply> {
  if (wake === 'gone') return emptyReply(204);
  if (wake === 'closing' || wake === 'full') {
    const why = wake === 'closing' ? 'The server is stopping' : 'Too many requests wait for changes';
    throw new ApiError('unavailable', `${why}; read ${endpointPath('changes', { id: sessionId })} again in a moment.`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  const session = reader.keeper.peek(sessionId) ?? (await reader.keeper.get(sessionId));
  if (!session) throw sessionNotFound();
  return answer(reader, session, query);
}

async function answer(reader: ChangesReader, session: HeldSession, query: ChangesQuery): Promise<Reply> {
  if (!hasNews(session, query)) return emptyReply(204, { etag: String(query.fromIndex) });
  return jsonTextReply(await pageText(reader, session, query));
}

function hasNews({ state }: HeldSession, { fromIndex }: ChangesQuery): boolean {
  return state.lifecycle.nextIndex > fromIndex;
}

/**
 * The last page made of a session as it is. Everybody who waited for the same event wants the same page; a long page is
 * one of somebody who reads the whole log.
 */
const lastPages = new WeakMap<HeldSession, { readonly key: string; readonly text: string }>();

async function pageText(reader: ChangesReader, session: HeldSession, query: ChangesQuery): Promise<string> {
  const key = `${query.fromIndex} ${query.limit} ${query.includeEvents}`;
  const last = lastPages.get(session);
  if (last?.key === key) return last.text;
  const texts = query.includeEvents ? await eventTexts(reader, session, query) : [];
  const text = withEvents(JSON.stringify(toChangesHead(session.state)), texts);
  if (text.length <= MAX_KEPT_PAGE_LENGTH) lastPages.set(session, { key, text });
  return text;
}

async function eventTexts(
  reader: ChangesReader,
  session: HeldSession,
  query: ChangesQuery,
): Promise<readonly string[]> {
  const count = Math.min(query.limit ?? MAX_CHANGES_PAGE, MAX_CHANGES_PAGE);
  if (count === 0) return [];
  const { tail } = session;
  const texts =
    query.fromIndex >= tail.fromIndex
      ? tail.texts.slice(query.fromIndex - tail.fromIndex, query.fromIndex - tail.fromIndex + count)
      : (await reader.store.events.readEvents(session.id, { fromIndex: query.fromIndex, limit: count })).events.map(
          ({ data }) => JSON.stringify(data),
        );
  let length = 0;
  const fitting = texts.findIndex((text, index) => (length += text.length) > MAX_PAGE_LENGTH && index > 0);
  return fitting === -1 ? texts : texts.slice(0, fitting);
}

/** The events are JSON text already: they are put in place, not parsed and written again. */
function withEvents(head: string, texts: readonly string[]): string {
  return `${head.slice(0, -1)},"new_events":[${texts.join(',')}]}`;
}
