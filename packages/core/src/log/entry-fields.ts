import { COMMAND_NAMES, type CommandName } from '@agent-session/protocol';
import type { MessageCommand, ToolResultsCommand } from '../deciding/command.js';
import { isTime } from '../fold/time-ms.js';
import type { SessionLimits } from '../fold/session-limits.js';
import { asRecord } from '../reading/unknown-value.js';
import { FACT_NAMES } from '../tables/fact.js';
import { LEAF_STATE_NAMES } from '../tables/leaf-state.js';
import type { LogEntry, LogEntryKind, Report } from './log-entry.js';

/** What is wrong with a value from outside. */
export interface FieldFault {
  /** The field, by its path; empty: the value itself. */
  readonly field: string;
  /** What it should be. */
  readonly expected: string;
  /** What it is. */
  readonly value: unknown;
}

type Check = (value: unknown) => FieldFault | null;
type OptionalCheck = Check & { readonly optional: true };

/** Every field of a type with its check; fields that may be left out have checks that say so. */
type FieldsOf<T> = { readonly [Key in keyof T]-?: Partial<Pick<T, Key>> extends Pick<T, Key> ? OptionalCheck : Check };

const is =
  (expected: string, holds: (value: never) => boolean): Check =>
  (value) =>
    holds(value as never) ? null : { field: '', expected, value };

const text = is('text', (value) => typeof value === 'string');
const time = is('a time in ISO 8601', isTime);
const index = is('an index', (value) => Number.isSafeInteger(value) && value >= 0);
const number = is('a number', (value) => Number.isFinite(value));
const flag = is('true or false', (value) => typeof value === 'boolean');
const yes = is('true', (value) => value === true);
const record = is('an object', (value) => asRecord(value) !== null);
const json = is('anything', () => true);
const oneOf = (what: string, words: readonly string[]): Check => is(what, (value) => words.includes(value));
const fact = oneOf('the name of a fact', FACT_NAMES);
const leafState = oneOf('a state of the lifecycle', LEAF_STATE_NAMES);

const optional = (check: Check): OptionalCheck =>
  Object.assign((value: unknown) => (value === undefined ? null : check(value)), { optional: true } as const);
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value);

const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return { field: '', expected: 'a list', value };
    return firstFault(value.keys(), (key) => check(value[key]));
  };

const fields =
  <T>(checks: FieldsOf<T>): Check =>
  (value) => {
    const found = asRecord(value);
    if (found === null) return { field: '', expected: 'an object', value };
    return firstFault(Object.keys(checks), (key) => checks[key as keyof T](found[key]));
  };

function firstFault<Key extends string | number>(
  keys: Iterable<Key>,
  faultAt: (key: Key) => FieldFault | null,
): FieldFault | null {
  for (const key of keys) {
    const fault = faultAt(key);
    if (fault !== null) return { ...fault, field: fault.field === '' ? String(key) : `${key}.${fault.field}` };
  }
  return null;
}

const limit = optional(nullable(number));
const limits = optional(
  fields<Partial<SessionLimits>>({ maxSteps: limit, maxTimeSeconds: limit, idleTimeoutSeconds: limit }),
);

/**
 * What an entry of each kind holds. What an event or an answer holds is the platform's, and so is any field that is not
 * named here: it is kept as it came.
 */
const ENTRY_FIELDS: { readonly [Kind in LogEntryKind]: Check } = {
  opened: fields<EntryOf<'opened'>>({ at: time, limits, reopen: optional(flag) }),
  event: fields<EntryOf<'event'>>({ at: time, index, event: fields<{ readonly type: string }>({ type: text }) }),
  fact: fields<EntryOf<'fact'>>({
    at: time,
    fact,
    via: optional(listOf(fact)),
    eventIndex: optional(index),
    reported: optional(yes),
    error: optional(text),
    errorCode: optional(text),
  }),
  report: fields<EntryOf<'report'>>({
    at: time,
    report: fields<Report>({
      source: oneOf('"changes", "status" or "session"', ['changes', 'status', 'session']),
      status: text,
      createdAt: optional(text),
      startedAt: optional(text),
      finishedAt: optional(text),
      error: optional(text),
      errorCode: optional(text),
      outcome: optional(text),
      answer: optional(json),
      steps: optional(number),
      metrics: optional(record),
      usage: optional(listOf(record)),
      limits,
    }),
    endOfLog: optional(index),
  }),
  command: fields<EntryOf<'command'>>({
    at: time,
    command: fields<{ readonly name: CommandName } & Omit<MessageCommand, 'name'> & Omit<ToolResultsCommand, 'name'>>({
      name: oneOf('the name of a command', COMMAND_NAMES),
      text: optional(text),
      callerId: optional(text),
      callIds: optional(listOf(text)),
    }),
    outcome: oneOf('"accepted", "no-op", "refused" or "unknown"', ['accepted', 'no-op', 'refused', 'unknown']),
    sentAtEventIndex: optional(index),
    reason: optional(text),
  }),
  violation: fields<EntryOf<'violation'>>({
    at: time,
    from: leafState,
    to: leafState,
    eventIndex: optional(index),
    fact: optional(fact),
    word: optional(text),
  }),
};

type EntryOf<Kind extends LogEntryKind> = Omit<Extract<LogEntry, { readonly kind: Kind }>, 'kind'>;

/** What keeps a value from being an entry of a log; `null` when it is one. */
export function faultOfEntry(value: unknown): FieldFault | null {
  const entry = asRecord(value);
  if (entry === null) return { field: '', expected: 'an object', value };
  const { kind } = entry;
  if (typeof kind !== 'string' || !Object.hasOwn(ENTRY_FIELDS, kind)) {
    return { field: 'kind', expected: 'a kind of entry', value: kind };
  }
  return ENTRY_FIELDS[kind as LogEntryKind](entry);
}
