import { DEFAULT_GRACE_SECONDS, type Deadline } from '../fold/deadlines.js';
import type { LogEntry } from '../log/log-entry.js';
import type { SessionState } from '../fold/session-state.js';
import { askForAnswer, giveUpOpenCalls } from './effects.js';
import { draftEntries, type EntryDraft } from './entry-draft.js';

/** What the one who runs a session does when a deadline is due. */
export interface DeadlineDecision {
  /**
   * `ask`: the agent is asked for its answer now, and what it gives until `grace` counts. `end`: the session ends.
   * `none`: the deadline does not apply to this state any more.
   */
  readonly action: 'ask' | 'end' | 'none';
  /** All that is appended, in order. */
  readonly entries: readonly LogEntry[];
}

/** What a deadline needs to be decided. */
export interface DeadlineOptions {
  /** The time it is, ISO 8601. */
  readonly at: string;
  /** How long the agent had to answer after it was asked. Default 30. */
  readonly graceSeconds?: number;
}

/**
 * What follows when a deadline is due: `maxTime` asks a running agent for its answer (open tool calls fail) and ends a
 * paused session at once; `grace` ends the session as timed out; `idle` completes it, with its last answer.
 *
 * @throws AheadOfEventsError
 * @example
 * const { action, entries } = decideDeadline(state, 'maxTime', { at });
 */
export function decideDeadline(
  state: SessionState,
  kind: Deadline['kind'],
  { at, graceSeconds = DEFAULT_GRACE_SECONDS }: DeadlineOptions,
): DeadlineDecision {
  const draft = draftEntries(state, at);
  const dueAt = kind === 'idle' ? state.deadlines.idleAt : state.deadlines.maxTimeAt;
  if (dueAt === null) return { action: 'none', entries: [] };
  const limit = `The session exceeded the maximum time of ${state.limits.maxTimeSeconds ?? '?'} s`;
  if (kind === 'idle') draft.fact('completed');
  else if (state.state === 'paused') timeOut(draft, `${limit} while it was paused.`);
  else if (kind === 'grace') timeOut(draft, `${limit} and gave no answer within ${graceSeconds} s after it.`);
  else {
    askForAnswer(draft, 'server');
    return { action: 'ask', entries: draft.entries };
  }
  return { action: 'end', entries: draft.entries };
}

function timeOut(draft: EntryDraft, error: string): void {
  giveUpOpenCalls(draft, 'The session ran out of time.');
  draft.fact('timedOut', { error, errorCode: 'timeout' });
}
