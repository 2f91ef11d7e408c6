import { ClientError, type ErrorContext } from './client-error.js';

/** 401: the key is missing or not accepted. */
export class AuthenticationError extends ClientError {
  readonly name = 'AuthenticationError';
  readonly code = 'authentication';
}

/** What a {@link PaymentError} knows besides. */
export interface BudgetContext extends ErrorContext {
  readonly limit: number | null;
  readonly used: number | null;
  readonly windowEnd: string | null;
}

/** 402: the token budget is used up. */
export class PaymentError extends ClientError<BudgetContext> {
  readonly name = 'PaymentError';
  readonly code = 'payment';
  /** Tokens per window, as far as the platform says. */
  declare readonly limit: number | null;
  /** Tokens used in this window. */
  declare readonly used: number | null;
  /** When the window ends, ISO 8601. */
  declare readonly windowEnd: string | null;
}

/** 403: the key is good but may not do this. */
export class PermissionError extends ClientError {
  readonly name = 'PermissionError';
  readonly code = 'permission';
}

/** 404: no such session, event or resource, or not one this key can see. */
export class NotFoundError extends ClientError {
  readonly name = 'NotFoundError';
  readonly code = 'not-found';
}

/** 409 to a create: the first request with this Idempotency-Key is still in flight. */
export class ConflictError extends ClientError {
  readonly name = 'ConflictError';
  readonly code = 'conflict';
  override readonly retryable = true;
}

/** 400 or 409 to a command: the session is not in a state that takes it. */
export class RefusedByStateError extends ClientError {
  readonly name = 'RefusedByStateError';
  readonly code = 'refused-by-state';
}

/** One field the platform rejected. */
export interface FieldIssue {
  /** Where, as the platform says it, without its leading `body`: `['messages', 0, 'message']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The platform's word for the kind of fault, such as `missing`. */
  readonly type: string | null;
}

/** What an {@link InvalidRequestError} knows besides. */
export interface IssuesContext extends ErrorContext {
  readonly issues: readonly FieldIssue[];
}

/** 400, 413, 415, 422: the platform rejected the request itself. */
export class InvalidRequestError extends ClientError<IssuesContext> {
  readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
  /** The rejected fields; empty when the platform named none. */
  declare readonly issues: readonly FieldIssue[];
}

/** What a {@link QuotaError} knows besides. */
export interface QuotaContext extends ErrorContext {
  readonly limit: number | null;
  readonly active: number | null;
}

/** 429: the concurrency limit is reached. */
export class QuotaError extends ClientError<QuotaContext> {
  readonly name = 'QuotaError';
  readonly code = 'quota';
  override readonly retryable = true;
  /** Sessions allowed at once, as far as the platform says. */
  declare readonly limit: number | null;
  /** Sessions active now. */
  declare readonly active: number | null;
}

/** 5xx: the platform failed. */
export class ServerError extends ClientError {
  readonly name = 'ServerError';
  readonly code = 'server';
  override readonly retryable = true;
}

/** The reply is not what the contract says: HTML, truncated or empty JSON, another shape, a redirect we do not follow. */
export class ProtocolError extends ClientError {
  readonly name = 'ProtocolError';
  readonly code = 'protocol';
  override readonly retryable = true;
}
