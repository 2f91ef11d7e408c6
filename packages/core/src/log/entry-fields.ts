import { COMMAND_NAMES, type CommandName } from '@agent-session/protocol';
import type { MessageCommand, ToolResultsCommand } from '../deciding/command.js';
import type { SessionLimits } from '../fold/session-limits.js';
import { asRecord } from '../reading/unknown-value.js';
import { FACT_NAMES } from '../tables/fact.js';
import { LEAF_STATE_NAMES } from '../tables/leaf-state.js';
import {
  fields,
  flag,
  index,
  json,
  listOf,
  nullable,
  number,
  oneOf,
  optional,
  record,
  text,
  time,
  yes,
  type Check,
  type FieldFault,
  type OptionalCheck,
} from './field-checks.js';
import type { LogEntry, LogEntryKind, Report } from './log-entry.js';

export const fact = oneOf('the name of a fact', FACT_NAMES);
export const leafState = oneOf('a state of the lifecycle', LEAF_STATE_NAMES);

const limit = optional(nullable(number));
const limits: OptionalCheck = optional(
  fields<Partial<SessionLimits>>({ maxSteps: limit, maxTimeSeconds: limit, idleTimeoutSeconds: limit }),
);

export const report = fields<Report>({
  source: oneOf('"changes", "status" or "session"', ['changes', 'status', 'session']),
  status: text,
  createdAt: optional(time),
  startedAt: optional(time),
  finishedAt: optional(time),
  error: optional(text),
  errorCode: optional(text),
  outcome: optional(text),
  answer: optional(json),
  steps: optional(number),
  metrics: optional(record),
  usage: optional(listOf(record)),
  limits,
});

export const command = fields<
  { readonly name: CommandName } & Omit<MessageCommand, 'name'> & Omit<ToolResultsCommand, 'name'>
>({
  name: oneOf('the name of a command', COMMAND_NAMES),
  text: optional(text),
  callerId: optional(text),
  callIds: optional(listOf(text)),
});

/**
 * What an entry of each kind holds. What an event or an answer holds is the platform's, and so is any field that is not
 * named here: it is kept as it came.
 */
export const ENTRY_FIELDS: { readonly [Kind in LogEntryKind]: Check } = {
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
    report,
    endOfLog: optional(index),
  }),
  command: fields<EntryOf<'command'>>({
    at: time,
    command,
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
