import { SESSION_STATUSES } from '@agent-session/protocol';
import type { EndedIntent, Echo, Intent } from '../deciding/command.js';
import type { Behind, Deadlines, Lifecycle, Recent, SessionAnswer, SessionState, Skip } from '../fold/session-state.js';
import type { SessionLimits } from '../fold/session-limits.js';
import { ENTRY_FIELDS, command, fact, leafState, report } from './entry-fields.js';
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
  type FieldsOf,
} from './field-checks.js';

const recent = (item: Check): Check => fields<Recent<unknown>>({ count: index, last: listOf(item) });
const limit = nullable(number);
const calls = listOf(record);

const LIFECYCLE: FieldsOf<Lifecycle> = {
  state: leafState,
  resumesTo: nullable(oneOf('a state to resume to', ['launching', 'working', 'awaitingTools'])),
  turn: index,
  enteredAtEventIndex: index,
  startedAt: nullable(time),
  finishedAt: nullable(time),
  activeMs: number,
  activeSince: nullable(time),
  idleSince: nullable(time),
};

const INTENT: FieldsOf<Intent> = {
  command,
  index,
  eventIndex: index,
  delivery: oneOf('"accepted" or "unknown"', ['accepted', 'unknown']),
  at: time,
  echoedOtherwise: optional(yes),
};

/** What a state of a session holds. */
export const STATE_FIELDS = fields<SessionState>({
  ...LIFECYCLE,
  status: oneOf('a status', SESSION_STATUSES),
  wireStatus: text,
  version: index,
  nextIndex: index,
  behind: nullable(fields<Behind>({ ...LIFECYCLE, reportedAt: time })),
  createdAt: nullable(time),
  answer: nullable(
    fields<SessionAnswer>({ value: json, outcome: nullable(text), turn: index, eventIndex: nullable(index) }),
  ),
  steps: number,
  stepsReported: flag,
  metrics: nullable(record),
  usage: listOf(record),
  error: nullable(text),
  errorCode: nullable(text),
  outcome: nullable(text),
  liveViewUrl: nullable(text),
  pendingToolCalls: calls,
  announcedToolCalls: calls,
  settledToolCallIds: listOf(text),
  intents: listOf(fields<Intent>(INTENT)),
  endedIntents: recent(
    fields<EndedIntent>({
      ...INTENT,
      endedBy: oneOf('what ends an intent', ['echo', 'effect', 'superseded', 'ended']),
      endedAtEventIndex: index,
      turn: index,
    }),
  ),
  echoes: recent(fields<Echo>({ text, callerId: text, eventIndex: index, turn: index })),
  limits: fields<SessionLimits>({ maxSteps: limit, maxTimeSeconds: limit, idleTimeoutSeconds: limit }),
  deadlines: fields<Deadlines>({ maxTimeAt: nullable(time), idleAt: nullable(time) }),
  reopen: flag,
  skips: recent(fields<Skip>({ from: leafState, via: listOf(fact), fact, index })),
  violations: recent(ENTRY_FIELDS.violation),
  unknownWords: recent(text),
  report: nullable(report),
});
