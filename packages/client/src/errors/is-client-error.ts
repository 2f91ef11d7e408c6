import { isBranded, type ClientError, type ClientErrorCode } from './client-error.js';
import type {
  InvalidArgumentError,
  ListShiftedError,
  UnsupportedRuntimeError,
  WebhookRejectedError,
} from './local-errors.js';
import type {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  PaymentError,
  PermissionError,
  ProtocolError,
  QuotaError,
  RefusedByStateError,
  ServerError,
} from './reply-errors.js';
import type { DeliveryUnknownError, NetworkError, TimeoutError } from './transport-errors.js';

/** The class of each code: total, so that a new code cannot be forgotten. */
export interface ClientErrors extends Record<ClientErrorCode, ClientError> {
  readonly authentication: AuthenticationError;
  readonly payment: PaymentError;
  readonly permission: PermissionError;
  readonly 'not-found': NotFoundError;
  readonly conflict: ConflictError;
  readonly 'refused-by-state': RefusedByStateError;
  readonly 'invalid-request': InvalidRequestError;
  readonly quota: QuotaError;
  readonly server: ServerError;
  readonly network: NetworkError;
  readonly timeout: TimeoutError;
  readonly protocol: ProtocolError;
  readonly 'delivery-unknown': DeliveryUnknownError;
  readonly 'invalid-argument': InvalidArgumentError;
  readonly 'list-shifted': ListShiftedError;
  readonly 'webhook-rejected': WebhookRejectedError;
  readonly 'unsupported-runtime': UnsupportedRuntimeError;
}

/**
 * True for an error of this package; with a code, for that one. Works where `instanceof` does not: across realms and
 * across two copies of the package.
 *
 * @example if (isClientError(error, 'quota')) console.log(error.active, error.limit)
 */
export function isClientError(error: unknown): error is ClientError;
export function isClientError<Code extends ClientErrorCode>(error: unknown, code: Code): error is ClientErrors[Code];
export function isClientError(error: unknown, code?: ClientErrorCode): boolean {
  return isBranded(error) && (code === undefined || error.code === code);
}
