import type { SessionState } from '@agent-session/core';
import type { ERROR_CODES, ErrorCodeName } from '@agent-session/protocol';

/** The codes an error of this package can carry. */
export type StreamErrorCode = {
  [Code in ErrorCodeName]: (typeof ERROR_CODES)[Code]['package'] extends 'rxjs' ? Code : never;
}[ErrorCodeName];

const brand = Symbol.for('@agent-session/rxjs.error');

/** The base of every error this package throws. `code` is stable: `docs/reference/errors.md` says what each one means. */
export class StreamError extends Error {
  override readonly name: string = 'StreamError';
  readonly code: StreamErrorCode;
  /** The session the error is about. */
  readonly sessionId: string;
  /** What was known of the session when it happened. */
  declare readonly state: SessionState;

  constructor(code: StreamErrorCode, message: string, sessionId: string, state: SessionState, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.sessionId = sessionId;
    // Not fields: a whole session would hide the message in every printed error, and a brand is nobody's data.
    Object.defineProperties(this, { state: { value: state }, [brand]: { value: true } });
  }

  /** How many events had been seen: where a new watch goes on. */
  get cursor(): number {
    return this.state.nextIndex;
  }
}

/** The platform permanently refuses to let the session be followed. `cause` says why. */
export class StreamFailedError extends StreamError {
  override readonly name = 'StreamFailedError';
  declare readonly code: 'stream-failed';
  constructor(message: string, sessionId: string, state: SessionState, cause?: unknown) {
    super('stream-failed', message, sessionId, state, cause);
  }
}

/** The session ended without the answer that was waited for. */
export class NoAnswerError extends StreamError {
  override readonly name = 'NoAnswerError';
  declare readonly code: 'no-answer';
  constructor(message: string, sessionId: string, state: SessionState) {
    super('no-answer', message, sessionId, state);
  }
}

/** The stream ended, and no state was the one that was waited for. */
export class NoMatchError extends StreamError {
  override readonly name = 'NoMatchError';
  declare readonly code: 'no-match';
  constructor(message: string, sessionId: string, state: SessionState) {
    super('no-match', message, sessionId, state);
  }
}

/** The recorded log and the platform's are not the same session's. */
export class LogMismatchError extends StreamError {
  override readonly name = 'LogMismatchError';
  declare readonly code: 'log-mismatch';
  constructor(message: string, sessionId: string, state: SessionState) {
    super('log-mismatch', message, sessionId, state);
  }
}

/** A recorded session was asked to do something. */
export class ReplayReadOnlyError extends StreamError {
  override readonly name = 'ReplayReadOnlyError';
  declare readonly code: 'replay-read-only';
  constructor(message: string, sessionId: string, state: SessionState) {
    super('replay-read-only', message, sessionId, state);
  }
}

/** True for an error of this package, whichever copy or realm made it; with a code, for that one. */
export function isStreamError(error: unknown, code?: StreamErrorCode): error is StreamError {
  return (
    typeof error === 'object' &&
    error !== null &&
    (error as Record<symbol, unknown>)[brand] === true &&
    (code === undefined || (error as StreamError).code === code)
  );
}
