import { ClientError, type ErrorContext } from './client-error.js';

/** What an {@link InvalidArgumentError} knows besides. */
export interface ArgumentContext extends ErrorContext {
  readonly argument: string;
}

/** An argument is outside what the contract allows. Nothing was sent. */
export class InvalidArgumentError extends ClientError<ArgumentContext> {
  readonly name = 'InvalidArgumentError';
  readonly code = 'invalid-argument';
  /** The argument at fault, such as `waitSeconds`. */
  declare readonly argument: string;

  constructor(argument: string, why: string, cause?: unknown) {
    super(`${argument} ${why}`, { argument, cause });
  }
}

/** A list changed under the iteration in a way that may have hidden items. */
export class ListShiftedError extends ClientError {
  readonly name = 'ListShiftedError';
  readonly code = 'list-shifted';
  override readonly retryable = true;
}

/** A webhook delivery is not genuine, or is too old. */
export class WebhookRejectedError extends ClientError {
  readonly name = 'WebhookRejectedError';
  readonly code = 'webhook-rejected';
}

/** This runtime does not show what was asked for. */
export class UnsupportedRuntimeError extends ClientError {
  readonly name = 'UnsupportedRuntimeError';
  readonly code = 'unsupported-runtime';
}
