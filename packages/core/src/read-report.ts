import type { SessionLimits } from './session-limits.js';
import type { Report } from './log-entry.js';
import type { Reading } from './reading.js';
import { asArray, asNumber, asRecord, asString, type UnknownRecord } from './unknown-value.js';

/**
 * What a body says of the status, in one shape for every endpoint and generation; `null` when it names no status. Fields
 * that are missing, null or of another type are left out. Never throws.
 */
export function readReport(reading: Reading): Report | null {
  const body = asRecord(reading.source === 'changes' ? reading.page : reading.body);
  if (body === null) return null;
  // A Session carries the status as an object, the other bodies as a word.
  const statusBody = asRecord(body['status']) ?? body;
  const status = asString(statusBody['status']);
  if (status === null) return null;
  const metrics = asRecord(body['metrics']);
  const usage = statusBody['usage_per_model'];
  return withoutUndefined({
    source: reading.source,
    status,
    createdAt: asString(body['created_at']) ?? undefined,
    startedAt: asString(body['started_at']) ?? undefined,
    finishedAt: asString(body['finished_at']) ?? undefined,
    error: asString(statusBody['error']) ?? undefined,
    errorCode: asString(statusBody['error_code']) ?? undefined,
    outcome: asString(statusBody['outcome']) ?? undefined,
    answer: (body['answer'] ?? body['latest_answer'] ?? undefined) as never,
    steps: asNumber(statusBody['steps']) ?? undefined,
    metrics: metrics ?? undefined,
    usage: Array.isArray(usage) && usage.length > 0 ? (asArray(usage) as never) : undefined,
    limits: readLimits(asRecord(body['request'])) ?? undefined,
  });
}

/** The limits a request sets. `null` when there is no request to read. */
export function readLimits(request: UnknownRecord | null): SessionLimits | null {
  if (request === null) return null;
  return {
    maxSteps: asNumber(request['max_steps']),
    maxTimeSeconds: asNumber(request['max_time_s']),
    idleTimeoutSeconds: asNumber(request['idle_timeout_s']),
  };
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function withoutUndefined<T extends object>(record: T): Defined<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Defined<T>;
}
