import type { WireStatus } from '@agent-session/protocol';
import { isTerminal, WIRE_STATUSES } from '@agent-session/protocol';
import { IdempotencyKeyTakenError, StoreUnavailableError, VersionConflictError } from './errors.js';
import type { EventSlice, StoredEntry, StreamHead, StreamSlice, VisibleEntry } from './event-store.js';
import { meetsExpectation } from './expected-version.js';
import type { IdempotencyRecord } from './idempotency-store.js';
import { checkKey } from './key-store.js';
import type { KeyRecord } from './key-store.js';
import { Listeners } from './listeners.js';
import { prepareAppend, toSearchText } from './prepare-append.js';
import type { FixedFields, MutableFields, PreparedAppend, SessionDocument } from './prepare-append.js';
import { checkCount, checkEventRange, checkPage, checkReadRange } from './ranges.js';
import { checkResource } from './resource-store.js';
import type { Resource, ResourceName } from './resource-store.js';
import type { SessionList, SessionQuery, SessionRecord, SessionRow } from './session-index.js';
import type { Deletions, SessionStore } from './session-store.js';

interface MemoryEntry {
  readonly version: number;
  readonly eventIndex: number | null;
  readonly eventType: string | null;
  /** JSON text, so that nobody can change what is stored, and a read gives what a durable store would give. */
  readonly text: string;
}

interface MemoryStream {
  readonly entries: MemoryEntry[];
  readonly visible: MemoryEntry[];
  row: (FixedFields & MutableFields) | null;
  readonly documents: Map<SessionDocument, string>;
}

/**
 * Makes a store that keeps everything in memory and forgets it with the process: for tests, for runtimes without a
 * disk, and as the reference that other stores are compared with. Uses nothing that is not in every JavaScript runtime.
 *
 * @example
 * const server = createServer({ store: createMemoryStore(), agents });
 */
export function createMemoryStore(): SessionStore {
  const streams = new Map<string, MemoryStream>();
  const keys = new Map<string, KeyRecord>();
  const idempotency = new Map<string, IdempotencyRecord & { readonly responseText: string }>();
  const resources = new Map<string, Resource>();
  const listeners = new Listeners();
  let closed = false;

  function checkOpen(): void {
    if (closed) throw new StoreUnavailableError('The store is closed.');
  }

  function append(prepared: PreparedAppend): StreamHead {
    const { sessionId, expectedVersion } = prepared;
    const existing = streams.get(sessionId);
    const version = existing?.entries.length ?? 0;
    if (!meetsExpectation(expectedVersion, version)) {
      throw new VersionConflictError(sessionId, expectedVersion, version);
    }
    const claim = prepared.idempotency;
    if (claim !== null) {
      const held = idempotency.get(pairKey(claim.owner, claim.key));
      if (held !== undefined && held.expiresAt > claim.createdAt) throw new IdempotencyKeyTakenError(claim.key);
    }
    if (prepared.create !== null && existing !== undefined) throw new TypeError(`Session ${sessionId} exists already.`);
    if (prepared.create === null && prepared.touchesRow && !existing?.row) {
      throw new TypeError(`Session ${sessionId} has no row to update.`);
    }
    if (existing === undefined && prepared.entries.length === 0) return { version: 0, eventCount: 0 };

    const stream: MemoryStream = existing ?? { entries: [], visible: [], row: null, documents: new Map() };
    streams.set(sessionId, stream);
    for (const { eventType, text } of prepared.entries) {
      const eventIndex = eventType === null ? null : stream.visible.length;
      const entry = { version: stream.entries.length + 1, eventIndex, eventType, text };
      stream.entries.push(entry);
      if (eventType !== null) stream.visible.push(entry);
    }
    const fixed = prepared.create ?? stream.row;
    if (fixed !== null) stream.row = { ...fixed, ...prepared.fields };
    for (const [name, text] of prepared.documents) stream.documents.set(name, text);
    if (claim !== null) idempotency.set(pairKey(claim.owner, claim.key), claim);
    return headOf(stream);
  }

  function list(query: SessionQuery): SessionList {
    const matching = [...streams].filter(([, stream]) => matches(stream, query));
    // Streams come in the order of creation, and sorting is stable.
    matching.sort(([, a], [, b]) => (a.row?.createdAt ?? 0) - (b.row?.createdAt ?? 0));
    if (query.order === 'newest') matching.reverse();
    const page = matching.slice(query.offset, query.offset + query.limit);
    return { sessions: page.map(([id, stream]) => rowOf(id, stream)), total: matching.length };
  }

  function remove(sessionId: string): boolean {
    for (const [key, record] of idempotency) if (record.sessionId === sessionId) idempotency.delete(key);
    for (const [key, resource] of resources) if (resource.sessionId === sessionId) resources.delete(key);
    return streams.delete(sessionId);
  }

  return {
    events: {
      async append(sessionId, entries, options) {
        checkOpen();
        const head = append(prepareAppend(sessionId, entries, options));
        if (entries.length > 0) listeners.notify(sessionId, head);
        return head;
      },
      async read(sessionId, range = {}): Promise<StreamSlice> {
        checkOpen();
        const { afterVersion, limit } = checkReadRange(range);
        const stream = streams.get(sessionId);
        const entries = stream?.entries.slice(afterVersion, limit === null ? undefined : afterVersion + limit) ?? [];
        return { ...headOf(stream), entries: entries.map(readEntry) };
      },
      async readEvents(sessionId, range): Promise<EventSlice> {
        checkOpen();
        const { fromIndex, limit, eventType, newestFirst } = checkEventRange(range);
        const visible = streams.get(sessionId)?.visible ?? [];
        const wanted = eventType === null ? visible : visible.filter((entry) => entry.eventType === eventType);
        const ordered = newestFirst ? wanted.toReversed() : wanted;
        const page = ordered.slice(fromIndex, fromIndex + limit);
        return { events: page.map((entry) => readEntry(entry) as VisibleEntry), total: wanted.length };
      },
      async head(sessionId) {
        checkOpen();
        return headOf(streams.get(sessionId));
      },
      subscribe: (sessionId, listener) => listeners.subscribe(sessionId, listener),
    },
    sessions: {
      async get(sessionId) {
        checkOpen();
        const stream = streams.get(sessionId);
        return stream?.row ? recordOf(sessionId, stream) : undefined;
      },
      async list(query) {
        checkOpen();
        checkPage(query);
        return list(query);
      },
      async countByStatus(owner) {
        checkOpen();
        const counts: Partial<Record<WireStatus, number>> = {};
        for (const { row } of streams.values()) {
          if (row?.owner === owner && row.status) counts[row.status] = (counts[row.status] ?? 0) + 1;
        }
        return counts;
      },
      async listOpen() {
        checkOpen();
        return [...streams]
          .filter(([, { row }]) => row?.status && !isTerminal(WIRE_STATUSES[row.status].status))
          .toSorted(([, a], [, b]) => (a.row?.createdAt ?? 0) - (b.row?.createdAt ?? 0))
          .map(([id]) => id);
      },
    },
    keys: {
      async put(record) {
        checkOpen();
        checkKey(record);
        keys.delete(record.hash);
        keys.set(record.hash, { ...record });
      },
      async find(hash) {
        checkOpen();
        return keys.get(hash);
      },
      async list() {
        checkOpen();
        return [...keys.values()].toSorted((a, b) => a.createdAt - b.createdAt);
      },
      async remove(hash) {
        checkOpen();
        return keys.delete(hash);
      },
    },
    idempotency: {
      async find(owner, key, now) {
        checkOpen();
        const held = idempotency.get(pairKey(owner, key));
        if (held === undefined || held.expiresAt <= now) return undefined;
        const { responseText, ...record } = held;
        return { ...record, response: JSON.parse(responseText) as unknown };
      },
    },
    resources: {
      async put(resource) {
        checkOpen();
        checkResource(resource);
        if (!streams.has(resource.sessionId)) throw new TypeError(`There is no session ${resource.sessionId}.`);
        resources.set(resourceKey(resource), { ...resource, bytes: resource.bytes.slice() });
      },
      async get(name) {
        checkOpen();
        const resource = resources.get(resourceKey(name));
        return resource && { ...resource, bytes: resource.bytes.slice() };
      },
    },
    async delete(sessionId) {
      checkOpen();
      return remove(sessionId);
    },
    async deleteExpired(now, limit): Promise<Deletions> {
      checkOpen();
      checkCount(now, 'now');
      checkCount(limit, 'limit');
      const isExpired = ({ expiresAt }: { readonly expiresAt?: number | null }): boolean =>
        typeof expiresAt === 'number' && expiresAt <= now;
      const sessionIds = [...streams].filter(([, { row }]) => row !== null && isExpired(row)).map(([id]) => id);
      const resourceKeys = [...resources].filter(([, resource]) => isExpired(resource)).map(([key]) => key);
      const idempotencyKeys = [...idempotency].filter(([, record]) => isExpired(record)).map(([key]) => key);
      for (const id of sessionIds.slice(0, limit)) remove(id);
      for (const key of resourceKeys.slice(0, limit)) resources.delete(key);
      for (const key of idempotencyKeys.slice(0, limit)) idempotency.delete(key);
      return {
        sessionIds: sessionIds.slice(0, limit),
        resources: Math.min(resourceKeys.length, limit),
        idempotencyKeys: Math.min(idempotencyKeys.length, limit),
        more: Math.max(sessionIds.length, resourceKeys.length, idempotencyKeys.length) > limit,
      };
    },
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}

function headOf(stream: MemoryStream | undefined): StreamHead {
  return { version: stream?.entries.length ?? 0, eventCount: stream?.visible.length ?? 0 };
}

function readEntry({ text, ...entry }: MemoryEntry): StoredEntry {
  return { ...entry, data: JSON.parse(text) as unknown };
}

function readDocument(stream: MemoryStream, name: SessionDocument): unknown {
  return JSON.parse(stream.documents.get(name) ?? 'null') as unknown;
}

function rowOf(id: string, stream: MemoryStream): SessionRow {
  const row = stream.row as FixedFields & MutableFields & { readonly status: WireStatus };
  return {
    id,
    owner: row.owner,
    agent: row.agent,
    status: row.status,
    groupId: row.groupId,
    parentId: row.parentId,
    firstMessage: readDocument(stream, 'firstMessage'),
    shared: row.shared ?? false,
    createdAt: row.createdAt,
    startedAt: row.startedAt ?? null,
    finishedAt: row.finishedAt ?? null,
    lastActivityAt: row.lastActivityAt ?? null,
    expiresAt: row.expiresAt ?? null,
  };
}

function recordOf(id: string, stream: MemoryStream): SessionRecord {
  return {
    ...rowOf(id, stream),
    request: readDocument(stream, 'request'),
    latestAnswer: readDocument(stream, 'latestAnswer'),
    checkpoint: readDocument(stream, 'checkpoint'),
    ...headOf(stream),
  };
}

function matches({ row, documents }: MemoryStream, query: SessionQuery): boolean {
  if (row === null || row.owner !== query.owner) return false;
  const finishedAt = row.finishedAt ?? null;
  return (
    (query.statuses === undefined || (row.status !== undefined && query.statuses.includes(row.status))) &&
    (query.agents === undefined || (row.agent !== null && query.agents.includes(row.agent))) &&
    (query.groupId === undefined || row.groupId === query.groupId) &&
    (query.parentId === undefined || row.parentId === query.parentId) &&
    (query.createdBefore === undefined || row.createdAt < query.createdBefore) &&
    (query.createdAfter === undefined || row.createdAt > query.createdAfter) &&
    (query.finishedBefore === undefined || (finishedAt !== null && finishedAt < query.finishedBefore)) &&
    (query.finishedAfter === undefined || (finishedAt !== null && finishedAt > query.finishedAfter)) &&
    (query.search === undefined || (documents.get('searchText') ?? '').includes(toSearchText(query.search)))
  );
}

function pairKey(owner: string, key: string): string {
  return JSON.stringify([owner, key]);
}

function resourceKey({ sessionId, bucket, key }: ResourceName): string {
  return JSON.stringify([sessionId, bucket, key]);
}
