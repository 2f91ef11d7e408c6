import { ClientError, type ErrorContext } from './client-error.js';

/** 401: the key is missing or not accepted. */
export class AuthenticationError extends ClientError {
  override readonly name = 'AuthenticationError';
  declare readonly code: 'authentication';
  constructor(message: string, context?: ErrorContext) {
    super('authentication', message, false, context);
  }
}

/** 402: the token budget is used up. */
export class PaymentError extends ClientError {
  override readonly name = 'PaymentError';
  declare readonly code: 'payment';
  /** Tokens per window, tokens used, and when the window ends (ISO 8601), as far as the platform says. */
  readonly limit: number | null;
  readonly used: number | null;
  readonly windowEnd: string | null;
  constructor(
    message: string,
    budget: { readonly limit: number | null; readonly used: number | null; readonly windowEnd: string | null },
    context?: ErrorContext,
  ) {
    super('payment', message, false, context);
    this.limit = budget.limit;
    this.used = budget.used;
    this.windowEnd = budget.windowEnd;
  }
}

/** 403: the key is good but may not do this. */
export class PermissionError extends ClientError {
  override readonly name = 'PermissionError';
  declare readonly code: 'permission';
  constructor(message: string, context?: ErrorContext) {
    super('permission', message, false, context);
  }
}

/** 404: no such session, event or resource, or not one this key can see. */
export class NotFoundError extends ClientError {
  override readonly name = 'NotFoundError';
  declare readonly code: 'not-found';
  constructor(message: string, context?: ErrorContext) {
    super('not-found', message, false, context);
  }
}

/** 409 to a create: the first request with this Idempotency-Key is still in flight. */
export class ConflictError extends ClientError {
  override readonly name = 'ConflictError';
  declare readonly code: 'conflict';
  constructor(message: string, context?: ErrorContext) {
    super('conflict', message, true, context);
  }
}

/** 400 or 409 to a command: the session is not in a state that takes it. */
export class RefusedByStateError extends ClientError {
  override readonly name = 'RefusedByStateError';
  declare readonly code: 'refused-by-state';
  constructor(message: string, context?: ErrorContext) {
    super('refused-by-state', message, false, context);
  }
}

/** One field the platform rejected. */
export interface FieldIssue {
  /** Where, as the platform says it, without its leading `body`: `['messages', 0, 'message']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The platform's word for the kind of fault, such as `missing`. */
  readonly type: string | null;
}

/** 400, 413, 415, 422: the platform rejected the request itself. */
export class InvalidRequestError extends ClientError {
  override readonly name = 'InvalidRequestError';
  declare readonly code: 'invalid-request';
  /** The rejected fields; empty when the platform named none. */
  readonly issues: readonly FieldIssue[];
  constructor(message: string, issues: readonly FieldIssue[], context?: ErrorContext) {
    super('invalid-request', message, false, context);
    this.issues = issues;
  }
}

/** 429: the concurrency limit is reached. */
export class QuotaError extends ClientError {
  override readonly name = 'QuotaError';
  declare readonly code: 'quota';
  /** Sessions allowed at once and sessions active, as far as the platform says. */
  readonly limit: number | null;
  readonly active: number | null;
  constructor(
    message: string,
    usage: { readonly limit: number | null; readonly active: number | null },
    context?: ErrorContext,
  ) {
    super('quota', message, true, context);
    this.limit = usage.limit;
    this.active = usage.active;
  }
}

/** 5xx: the platform failed. */
export class ServerError extends ClientError {
  override readonly name = 'ServerError';
  declare readonly code: 'server';
  constructor(message: string, context?: ErrorContext) {
    super('server', message, true, context);
  }
}

/** The reply is not what the contract says: HTML, truncated or empty JSON, another shape, a redirect we do not follow. */
export class ProtocolError extends ClientError {
  override readonly name = 'ProtocolError';
  declare readonly code: 'protocol';
  constructor(message: string, context?: ErrorContext) {
    super('protocol', message, true, context);
  }
}
