import type { SessionState } from '@agent-session/core';
import type { LinkStatus, LiveAnswer } from '@agent-session/rxjs';
import type { SessionEvent, SessionStatus } from '@agent-session/protocol';

/** How a run ended, as the report shows it. */
export interface RunEnd {
  readonly status: SessionStatus;
  readonly error: string | null;
  readonly errorCode: string | null;
  readonly state: SessionState;
  readonly elapsedMs: number;
}

/** What is followed. `followUp` are commands that read the same session from another terminal. */
export interface Followed {
  readonly id: string;
  /** What a new session was launched with; `null`: it was there before. */
  readonly task: string | null;
  readonly followUp: readonly string[];
  /** The id is that of a file, not of a session. */
  readonly recorded?: true;
}

/** What a followed run tells, in the order it happens. One implementation per audience. */
export interface RunReporter {
  began(session: Followed): void;
  /** Each change of the state, status or not. */
  state(state: SessionState): void;
  /** The status changed; `word` is what the wire calls it. */
  status(status: SessionStatus, word: string): void;
  event(eventIndex: number, event: SessionEvent): void;
  /** The health of the connection changed. */
  link(link: LinkStatus): void;
  answer(answer: LiveAnswer): void;
  ended(end: RunEnd): void;
  /** Something the user should know that is not of the run. */
  note(text: string): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}
