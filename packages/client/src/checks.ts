import { LIMITS, type SessionRequest } from '@agent-session/protocol';
import { InvalidArgumentError } from './errors/local-errors.js';

/** What the contract would answer with a 422 is told here, before the network, by the name of the argument. */

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function checkId(name: string, id: unknown): string {
  if (typeof id !== 'string' || !uuid.test(id)) {
    throw new InvalidArgumentError(name, `must be a UUID such as the id of a created session, not ${show(id)}.`);
  }
  return id;
}

export function checkInteger(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
    throw new InvalidArgumentError(name, `must be a whole number, ${range}, not ${show(value)}.`);
  }
}

export function checkText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new InvalidArgumentError(name, `must be a non-empty string, not ${show(value)}.`);
  }
  return value;
}

export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError(name, `must be an object, not ${show(value)}.`);
  }
}

/** A header value: trimmed, as the platform compares it, and visible ASCII. */
export function checkIdempotencyKey(key: string): string {
  const { minIdempotencyKeyLength: min, maxIdempotencyKeyLength: max } = LIMITS;
  const trimmed = checkText('idempotencyKey', key).trim();
  if (trimmed.length < min || trimmed.length > max || !/^[\x20-\x7e]+$/.test(trimmed)) {
    throw new InvalidArgumentError('idempotencyKey', `must be ${min} to ${max} printable ASCII characters.`);
  }
  return trimmed;
}

/** The limits of a session request. `null` means unbounded and is always good. */
export function checkSessionRequest(request: SessionRequest): void {
  checkObject('request', request);
  if (typeof request.agent === 'string') checkText('agent', request.agent);
  else checkObject('agent', request.agent);
  for (const name of ['max_steps', 'idle_timeout_s', 'delete_after_min', 'delete_screenshot_after_min'] as const) {
    checkInteger(name, request[name] ?? undefined, 1);
  }
  const maxTime = request.max_time_s ?? undefined;
  if (maxTime !== undefined && !(typeof maxTime === 'number' && maxTime > 0 && maxTime < Infinity)) {
    throw new InvalidArgumentError('max_time_s', `must be a number of seconds above 0, not ${show(maxTime)}.`);
  }
  if (request.answer_format != null) checkObject('answer_format', request.answer_format);
}

function show(value: unknown): string {
  return value === undefined ? 'undefined' : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
}
