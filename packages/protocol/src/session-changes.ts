import type { Answer, AnswerOutcome, SessionErrorCode } from './answer.js';
import type { Metrics } from './metrics.js';
import type { SessionEvent } from './session-event.js';
import type { StatusWord } from './session.js';

/**
 * Body of a 200 from `GET /sessions/{id}/changes`. `status`, `answer` and `metrics` are current, not as of the last
 * event of the page: they may run ahead of `new_events`. Source: wire notes 3.5 and 4.1.
 */
export interface SessionChanges {
  readonly status: StatusWord;
  readonly started_at?: string | null;
  readonly finished_at?: string | null;
  readonly error?: string | null;
  readonly error_code?: SessionErrorCode | (string & {}) | null;
  readonly new_events?: readonly SessionEvent[];
  readonly answer?: Answer;
  readonly outcome?: AnswerOutcome | (string & {}) | null;
  readonly metrics?: Metrics;
}
