import type { LinkStatus, LiveAnswer } from '@agent-session/rxjs';
import type { SessionEvent, SessionStatus, SettledStatus } from '@agent-session/protocol';

/** How a run ended, as the report shows it. */
export interface RunEnd {
  readonly status: SettledStatus;
  readonly error: string | null;
  readonly errorCode: string | null;
  readonly steps: number;
  readonly elapsedMs: number;
}

/** What a followed run tells, in the order it happens. One implementation per audience. */
export interface RunReporter {
  /** The session exists; `followUp` are commands that read the same session from another terminal. */
  launched(session: { readonly id: string; readonly task: string; readonly followUp: readonly string[] }): void;
  /** The status changed; `word` is what the wire calls it. */
  status(status: SessionStatus, word: string): void;
  event(eventIndex: number, event: SessionEvent): void;
  /** The connection is in trouble, or well again. */
  link(link: LinkStatus): void;
  answer(answer: LiveAnswer): void;
  ended(end: RunEnd): void;
}
