import type { SessionErrorCode } from '@agent-session/protocol';

/** Shared by all copies of this package in a process: an agent may come with its own, beside a bundled server. */
const brand = Symbol.for('@agent-session/server.agent-failure');

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
    // Not a field: a brand is nobody's data and would show in every printed error.
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for a failure that an agent tells of, whichever copy of this package made it. */
export function isAgentFailure(error: unknown): error is AgentFailure {
  return error instanceof Error && brand in error;
}
