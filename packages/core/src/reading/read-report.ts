import type { JsonValue, ModelUsage } from '@agent-session/protocol';
import type { SessionLimits } from '../fold/session-limits.js';
import { isTime } from '../fold/time-ms.js';
import { asJson } from '../log/deep-json.js';
import type { Report } from '../log/log-entry.js';
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
  const usage = asArray(statusBody['usage_per_model']).filter((each) => asRecord(each) !== null);
  // Field by field: a page is read for every request, and building this by way of a list cost as much as folding it.
  const report: { -readonly [Field in keyof Report]: Report[Field] } = { source: reading.source, status };
  const createdAt = asTime(body['created_at']);
  if (createdAt !== null) report.createdAt = createdAt;
  const startedAt = asTime(body['started_at']);
  if (startedAt !== null) report.startedAt = startedAt;
  const finishedAt = asTime(body['finished_at']);
  if (finishedAt !== null) report.finishedAt = finishedAt;
  const error = asString(statusBody['error']);
  if (error !== null) report.error = error;
  const errorCode = asString(statusBody['error_code']);
  if (errorCode !== null) report.errorCode = errorCode;
  const outcome = asString(statusBody['outcome']);
  if (outcome !== null) report.outcome = outcome;
  const answer = body['answer'] ?? body['latest_answer'];
  if (answer !== undefined && answer !== null) report.answer = answer as JsonValue;
  const steps = asNumber(statusBody['steps']);
  if (steps !== null) report.steps = steps;
  const metrics = asRecord(body['metrics']);
  if (metrics !== null) report.metrics = metrics;
  if (usage.length > 0) report.usage = usage as readonly ModelUsage[];
  const limits = readLimits(asRecord(body['request']));
  if (limits !== null) report.limits = limits;
  return asJson(report);
}

/** The value if it is a time, else `null`. */
function asTime(value: unknown): string | null {
  return isTime(value) ? value : null;
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
