import { LIMITS, type SessionRequest } from '@agent-session/protocol';
import { InvalidArgumentError } from './errors/local-errors.js';

// What the contract would answer with a 422 is told here, before the network, by the name of the argument.

/** The error for an argument that is not what it must be. The value is shown: never pass a secret. */
export function mustBe(name: string, expected: string, value: unknown): InvalidArgumentError {
  let shown: string | undefined;
  try {
    shown = JSON.stringify(value);
  } catch {
    // a bigint, or an object that holds itself
  }
  return new InvalidArgumentError(name, `must be ${expected}, not ${shown?.slice(0, 60) ?? typeof value}.`);
}

export function checkId(id: unknown): string {
  if (typeof id === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return id;
  throw mustBe('sessionId', 'a UUID', id);
}

export function checkInteger(name: string, value: unknown, min: number, max = Infinity): void {
  if (value === undefined) return;
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
    throw mustBe(name, `a whole number, ${max === Infinity ? `${min} or more` : `${min} to ${max}`}`, value);
  }
}

/** @returns The value. */
export function checkPositive(name: string, value: number): number {
  if (typeof value === 'number' && value > 0) return value;
  throw mustBe(name, 'a number above 0', value);
}

/** @returns The value. */
export function checkText(name: string, value: unknown): string {
  if (typeof value === 'string' && value) return value;
  throw mustBe(name, 'a non-empty string', value);
}

/** A part of a resource's address: `..` in it would lead to another endpoint. @returns The value. */
export function checkPath(name: string, value: unknown): string {
  const path = checkText(name, value);
  if (!path.split('/').some((step) => step === '.' || step === '..')) return path;
  throw mustBe(name, 'a path without "." and ".."', path);
}

/** An `AbortSignal`, of any realm or library. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined || typeof signal?.addEventListener === 'function') return;
  throw mustBe('signal', 'an AbortSignal', signal);
}

export function checkObject(name: string, value: unknown): void {
  if (!isObject(value)) throw mustBe(name, 'an object', value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A header value: trimmed, as the platform compares it, and printable ASCII. */
export function checkIdempotencyKey(key: unknown): string {
  const max = LIMITS.maxIdempotencyKeyLength;
  const trimmed = typeof key === 'string' ? key.trim() : '';
  if (/^[\x20-\x7e]+$/.test(trimmed) && trimmed.length <= max) return trimmed;
  throw mustBe('idempotencyKey', `1 to ${max} printable ASCII characters`, key);
}

/** The limits of a session request. `null` means unbounded and is always good. */
export function checkSessionRequest(request: SessionRequest): void {
  checkObject('request', request);
  if (!isObject(request.agent)) checkText('agent', request.agent);
  for (const name of ['max_steps', 'idle_timeout_s', 'delete_after_min', 'delete_screenshot_after_min'] as const) {
    checkInteger(name, request[name] ?? undefined, 1);
  }
  if (request.max_time_s != null) checkPositive('max_time_s', request.max_time_s);
  if (request.answer_format != null) checkObject('answer_format', request.answer_format);
}
