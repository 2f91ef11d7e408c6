import { ClientError, type ErrorContext } from './client-error.js';

/** An argument is outside what the contract allows. Nothing was sent. */
export class InvalidArgumentError extends ClientError {
  override readonly name = 'InvalidArgumentError';
  declare readonly code: 'invalid-argument';
  /** The argument at fault, such as `waitSeconds`. */
  readonly argument: string;
  constructor(argument: string, message: string, context?: ErrorContext) {
    super('invalid-argument', `${argument}: ${message}`, false, context);
    this.argument = argument;
  }
}

/** A list changed under the iteration in a way that may have hidden items. */
export class ListShiftedError extends ClientError {
  override readonly name = 'ListShiftedError';
  declare readonly code: 'list-shifted';
  constructor(message: string, context?: ErrorContext) {
    super('list-shifted', message, true, context);
  }
}

/** A webhook delivery is not genuine, or is too old. */
export class WebhookRejectedError extends ClientError {
  override readonly name = 'WebhookRejectedError';
  declare readonly code: 'webhook-rejected';
  constructor(message: string, context?: ErrorContext) {
    super('webhook-rejected', message, false, context);
  }
}

/** This runtime does not show what was asked for. */
export class UnsupportedRuntimeError extends ClientError {
  override readonly name = 'UnsupportedRuntimeError';
  declare readonly code: 'unsupported-runtime';
  constructor(message: string, context?: ErrorContext) {
    super('unsupported-runtime', message, false, context);
  }
}
