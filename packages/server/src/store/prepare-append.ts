import { isWireStatus } from '@agent-session/protocol';
import type { AppendOptions, NewEntry } from './event-store.js';
import type { ExpectedVersion } from './expected-version.js';
import type { IdempotencyRecord } from './idempotency-store.js';
import { SEARCH_TEXT_LIMIT } from './session-index.js';
import type { NewSession, SessionUpdate } from './session-index.js';

/** Documents of a session, kept as JSON text apart from its row; `searchText` is plain text in lower case. */
export const SESSION_DOCUMENTS = ['request', 'firstMessage', 'latestAnswer', 'checkpoint', 'searchText'] as const;
export type SessionDocument = (typeof SESSION_DOCUMENTS)[number];

/** Fields of a row that can change. */
export type MutableFields = Pick<
  SessionUpdate,
  'status' | 'shared' | 'startedAt' | 'finishedAt' | 'lastActivityAt' | 'expiresAt'
>;
/** Fields of a row that never change. */
export type FixedFields = Required<Pick<NewSession, 'owner' | 'agent' | 'groupId' | 'parentId' | 'createdAt'>>;

export interface PreparedAppend {
  readonly sessionId: string;
  readonly expectedVersion: ExpectedVersion;
  readonly entries: readonly { readonly eventType: string | null; readonly text: string }[];
  readonly visibleCount: number;
  /** Present when the append creates the row. */
  readonly create: FixedFields | null;
  readonly fields: MutableFields;
  readonly documents: ReadonlyMap<SessionDocument, string>;
  /** False when neither `create` nor `update` was given. */
  readonly touchesRow: boolean;
  readonly idempotency: (IdempotencyRecord & { readonly responseText: string }) | null;
}

/**
 * Checks the arguments of an append and turns them into what is stored, so that every store accepts, refuses and
 * keeps the same.
 */
export function prepareAppend(sessionId: string, entries: readonly NewEntry[], options: AppendOptions): PreparedAppend {
  checkText(sessionId, 'sessionId');
  checkExpectedVersion(options.expectedVersion);
  if (options.create !== undefined && options.update !== undefined) {
    throw new TypeError('An append takes create or update, not both: put the fields of the new row in create.');
  }
  if (options.create !== undefined && entries.length === 0) {
    throw new TypeError('A session is created together with its first entry: give at least one.');
  }
  const prepared = entries.map((entry, index) => {
    if (entry.eventType !== null) checkText(entry.eventType, `entries[${index}].eventType`);
    return { eventType: entry.eventType, text: toJsonText(entry.data, `entries[${index}].data`) };
  });
  const change: SessionUpdate = options.create ?? options.update ?? {};
  return {
    sessionId,
    expectedVersion: options.expectedVersion,
    entries: prepared,
    visibleCount: prepared.filter((entry) => entry.eventType !== null).length,
    create: options.create === undefined ? null : fixedFields(options.create),
    fields: mutableFields(change),
    documents: documentsOf(change, options.create),
    touchesRow: options.create !== undefined || options.update !== undefined,
    idempotency: options.idempotency === undefined ? null : preparedIdempotency(options.idempotency),
  };
}

/** JSON text of a value, or a TypeError that names it. */
export function toJsonText(value: unknown, name: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new TypeError(`${name} cannot be stored: it is not JSON. Pass plain objects, arrays and primitives.`, {
      cause,
    });
  }
  if (text === undefined) throw new TypeError(`${name} cannot be stored: ${typeof value} has no form in JSON.`);
  return text;
}

/** Text as `search` compares it; a NUL would end it for SQLite. */
export function toSearchText(text: string): string {
  return text.slice(0, SEARCH_TEXT_LIMIT).replaceAll('\0', ' ').toLowerCase();
}

/** A time or a count: a whole number a double can carry. */
export function checkInteger(value: unknown, name: string): asserts value is number {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${name} must be a whole number, not ${describe(value)}.`);
}

/** A name: text that is not empty, without a NUL character or half of a surrogate pair. */
export function checkText(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`${name} must be text that is not empty, not ${describe(value)}.`);
  }
  if (value.includes('\0') || LONE_SURROGATE.test(value)) {
    throw new TypeError(`${name} must not hold a NUL character or half of a surrogate pair.`);
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function checkExpectedVersion(expected: unknown): void {
  if (expected === 'any' || expected === 'none' || expected === 'exists') return;
  if (typeof expected === 'number' && Number.isSafeInteger(expected) && expected >= 0) return;
  throw new TypeError(
    `expectedVersion must be 'any', 'none', 'exists' or a version from 0, not ${describe(expected)}.`,
  );
}

function fixedFields(create: NewSession): FixedFields {
  checkText(create.owner, 'owner');
  if (create.status === undefined) throw new TypeError('status is missing: a new session has one.');
  checkInteger(create.createdAt, 'createdAt');
  return {
    owner: create.owner,
    agent: nullableText(create.agent, 'agent'),
    groupId: nullableText(create.groupId, 'groupId'),
    parentId: nullableText(create.parentId, 'parentId'),
    createdAt: create.createdAt,
  };
}

function nullableText(value: string | null | undefined, name: string): string | null {
  if (value === undefined || value === null) return null;
  checkText(value, name);
  return value;
}

const TIMES = ['startedAt', 'finishedAt', 'lastActivityAt', 'expiresAt'] as const;

function mutableFields(change: SessionUpdate): MutableFields {
  const fields: { -readonly [Field in keyof MutableFields]: MutableFields[Field] } = {};
  if (change.status !== undefined) {
    if (!isWireStatus(change.status)) {
      throw new TypeError(`status must be a status of the wire, not ${describe(change.status)}.`);
    }
    fields.status = change.status;
  }
  if (change.shared !== undefined) {
    if (typeof change.shared !== 'boolean') {
      throw new TypeError(`shared must be true or false, not ${describe(change.shared)}.`);
    }
    fields.shared = change.shared;
  }
  for (const name of TIMES) {
    const time = change[name];
    if (time === undefined) continue;
    if (time !== null) checkInteger(time, name);
    fields[name] = time;
  }
  return fields;
}

function documentsOf(change: SessionUpdate, create: NewSession | undefined): Map<SessionDocument, string> {
  const documents = new Map<SessionDocument, string>();
  if (create !== undefined) documents.set('request', toJsonText(create.request, 'request'));
  for (const name of ['firstMessage', 'latestAnswer', 'checkpoint'] as const) {
    const value = change[name];
    if (value !== undefined) documents.set(name, toJsonText(value, name));
  }
  const { searchText } = change;
  if (searchText !== undefined) {
    if (typeof searchText !== 'string') throw new TypeError(`searchText must be text, not ${describe(searchText)}.`);
    documents.set('searchText', toSearchText(searchText));
  }
  return documents;
}

function preparedIdempotency(record: IdempotencyRecord): IdempotencyRecord & { responseText: string } {
  checkText(record.owner, 'idempotency.owner');
  checkText(record.key, 'idempotency.key');
  checkText(record.bodyHash, 'idempotency.bodyHash');
  checkText(record.sessionId, 'idempotency.sessionId');
  checkInteger(record.createdAt, 'idempotency.createdAt');
  checkInteger(record.expiresAt, 'idempotency.expiresAt');
  return { ...record, responseText: toJsonText(record.response, 'idempotency.response') };
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : value === null ? 'null' : typeof value;
}
