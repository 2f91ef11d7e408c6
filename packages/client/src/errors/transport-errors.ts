import { ClientError, type ErrorContext } from './client-error.js';

/** The platform could not be reached, or the connection broke. */
export class NetworkError extends ClientError {
  override readonly name = 'NetworkError';
  declare readonly code: 'network';
  /** False when the connection was never made, so that nothing can have arrived. */
  readonly maybeSent: boolean;
  constructor(message: string, maybeSent: boolean, context?: ErrorContext) {
    super('network', message, true, context);
    this.maybeSent = maybeSent;
  }
}

/** The reply did not come within `timeoutMs` or `totalTimeoutMs`, or the platform says so (408). */
export class TimeoutError extends ClientError {
  override readonly name = 'TimeoutError';
  declare readonly code: 'timeout';
  constructor(message: string, context?: ErrorContext) {
    super('timeout', message, true, context);
  }
}

/**
 * A request that must not be repeated may have been sent, and no reply says whether it arrived. `cause` is what broke.
 * Look for its effect (a `message_event`, the status) before sending it again.
 */
export class DeliveryUnknownError extends ClientError {
  override readonly name = 'DeliveryUnknownError';
  declare readonly code: 'delivery-unknown';
  constructor(message: string, context?: ErrorContext) {
    super('delivery-unknown', message, false, context);
  }
}
