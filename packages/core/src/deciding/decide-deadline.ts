import type { Deadline } from '../fold/deadlines.js';
import type { FactName } from '../tables/fact.js';
import { factEntries } from './fact-entries.js';
import type { LogEntry } from '../log/log-entry.js';
import type { SessionState } from '../fold/session-state.js';

/** What the one who runs a session does when a deadline is due. */
export type DeadlineDecision =
  /** The agent is asked for its answer now; what it gives until `grace` counts. */
  | { readonly action: 'ask'; readonly facts: readonly FactName[]; readonly entries: readonly LogEntry[] }
  /** The session ends. */
  | { readonly action: 'end'; readonly facts: readonly FactName[]; readonly entries: readonly LogEntry[] }
  /** The deadline does not apply to this state any more. */
  | { readonly action: 'none' };

/**
 * What follows when a deadline is due: `maxTime` asks a running agent for its answer (open tool calls fail) and ends a
 * paused session at once; `grace` ends the session as timed out; `idle` completes it, with its last answer.
 *
 * @param at - ISO 8601: the time it is.
 */
export function decideDeadline(state: SessionState, kind: Deadline['kind'], at: string): DeadlineDecision {
  const dueAt = kind === 'idle' ? state.deadlines.idleAt : state.deadlines.maxTimeAt;
  if (dueAt === null) return { action: 'none' };
  if (kind === 'idle') return end(state, 'completed', at);
  if (kind === 'grace' || state.state === 'paused') return end(state, 'timedOut', at);
  const facts: readonly FactName[] = state.state === 'awaitingTools' ? ['toolsSettled'] : [];
  return { action: 'ask', facts, entries: factEntries(state, facts, { at }) };
}

function end(state: SessionState, fact: 'completed' | 'timedOut', at: string): DeadlineDecision {
  const details = fact === 'timedOut' ? { errorCode: 'timeout', error: 'The run exceeded its maximum time.' } : {};
  return { action: 'end', facts: [fact], entries: factEntries(state, [fact], { at, ...details }) };
}
