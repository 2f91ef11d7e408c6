import type { Session, SessionChanges, SessionStatusBody } from '@agent-session/protocol';

/** One page of `/changes`, or one page of `/events` given as `{ status, new_events }`. */
export interface ChangesReadingInput {
  readonly source: 'changes';
  /** The `from_index` the page was asked for. */
  readonly fromIndex: number;
  readonly page: SessionChanges;
  /** When it was read, ISO 8601. */
  readonly at: string;
  /** See {@link StatusReadingInput.endOfLog}: for a page read with `include_events=false`. */
  readonly endOfLog?: number;
}

/** The body of `/status`. */
export interface StatusReadingInput {
  readonly source: 'status';
  readonly body: SessionStatusBody;
  /** When it was read, ISO 8601. */
  readonly at: string;
  /**
   * The index at which a `/changes` read with wait 0, made *before* this one, brought nothing. When that is still the
   * next index of the state, what the body says becomes fact; otherwise, and when left out, it stays a report.
   */
  readonly endOfLog?: number;
}

/** The body of `GET /sessions/{id}` or of a create. */
export interface SessionReadingInput {
  readonly source: 'session';
  readonly body: Session;
  /** When it was read, ISO 8601. */
  readonly at: string;
  /** See {@link StatusReadingInput.endOfLog}. */
  readonly endOfLog?: number;
}

/** Something that was read of a session. */
export type Reading = ChangesReadingInput | StatusReadingInput | SessionReadingInput;
