/** Every kind of refusal the API sends: its word in the body (`detail[].type`) and its HTTP status. */
export const API_ERRORS = {
  bad_request: { status: 400 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  command_refused: { status: 409 },
  idempotency_in_flight: { status: 409 },
  payload_too_large: { status: 413 },
  validation: { status: 422 },
  idempotency_mismatch: { status: 422 },
  concurrency_limit: { status: 429 },
  too_many_messages: { status: 429 },
  internal: { status: 500 },
  not_supported: { status: 404 },
  unavailable: { status: 503 },
} as const satisfies Record<string, { readonly status: number }>;

export type ApiErrorType = keyof typeof API_ERRORS;

/** One place in a request that is wrong, in the form of the contract (`ValidationError`). */
export interface ValidationIssue {
  readonly type: string;
  /** `body`, `query`, `path` or `header`, then the way to the value. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input?: unknown;
}

/** What goes beside the message. */
export interface ApiErrorExtras {
  /** For `validation`: what is wrong where. */
  readonly issues?: readonly ValidationIssue[];
  /** Further fields of the one entry of `detail`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
  /** For `method_not_allowed`: the methods that are. */
  readonly allow?: readonly string[];
  /** Answers with this status instead of the one of the type. */
  readonly status?: number;
}

/** A refusal, on its way to becoming a response. Its message is read by the caller: no secrets, no internals. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly type: ApiErrorType;
  readonly status: number;
  readonly extras: ApiErrorExtras;

  constructor(type: ApiErrorType, message: string, extras: ApiErrorExtras = {}) {
    super(message);
    this.type = type;
    this.status = extras.status ?? API_ERRORS[type].status;
    this.extras = extras;
  }
}

/** The one answer for sessions that do not exist and for sessions of somebody else. */
export function sessionNotFound(): ApiError {
  return new ApiError('not_found', 'Session not found');
}

/** A 422 that names one or more places. */
export function invalidRequest(issues: readonly ValidationIssue[]): ApiError {
  const message = issues
    .map(({ loc, msg }) => `${loc.slice(1).join('.') || loc[0]}: ${msg.replace(/\.$/, '')}`)
    .join('; ');
  return new ApiError('validation', message, { issues });
}
