import { ClientError, type ErrorContext } from './client-error.js';

/** What a {@link NetworkError} knows besides. */
export interface ConnectionContext extends ErrorContext {
  readonly maybeSent: boolean;
}

/** The platform could not be reached, or the connection broke. */
export class NetworkError extends ClientError<ConnectionContext> {
  readonly name = 'NetworkError';
  readonly code = 'network';
  override readonly retryable = true;
  /** False when the connection was never made, so that nothing can have arrived. */
  declare readonly maybeSent: boolean;
}

/** The reply did not come within `timeoutMs` or `totalTimeoutMs`, or the platform says so (408). */
export class TimeoutError extends ClientError {
  readonly name = 'TimeoutError';
  readonly code = 'timeout';
  override readonly retryable = true;
}

/**
 * A request that must not be repeated may have been sent, and no reply says whether it arrived. `cause` is what broke.
 * Look for its effect (a `message_event`, the status) before sending it again.
 */
export class DeliveryUnknownError extends ClientError {
  readonly name = 'DeliveryUnknownError';
  readonly code = 'delivery-unknown';
}
