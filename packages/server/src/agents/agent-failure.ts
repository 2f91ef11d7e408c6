import type { SessionErrorCode } from '@agent-session/protocol';

/**
 * Thrown by an agent that cannot go on: ends the session `failed` with this `error_code`, and the message as its
 * `error`. Any other error an agent throws ends it with `internal`.
 *
 * @example throw new AgentFailure('environment_error', `The page ${url} answered 503.`);
 */
export class AgentFailure extends Error {
  override readonly name = 'AgentFailure';
  readonly errorCode: SessionErrorCode;

  constructor(errorCode: SessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.errorCode = errorCode;
  }
}
