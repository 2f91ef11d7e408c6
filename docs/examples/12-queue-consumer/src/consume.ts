import { answerOfTurn, decide, evolve, isCoreError, observe, replay } from '@agent-session/core';
import { toMachineSnapshot } from '@agent-session/core/machine';
import type { Command, LogEntry, SessionAnswer, SessionState } from '@agent-session/core';
import type { CommandName, SessionChanges, SessionStatus } from '@agent-session/protocol';

/** What comes out of the queue: at least once, in any order. */
export type Job =
  /** Somebody read a page of `/changes`. */
  | { readonly kind: 'page'; readonly sessionId: string; readonly fromIndex: number; readonly page: SessionChanges }
  /** Somebody wants to steer the session. */
  | { readonly kind: 'command'; readonly id: string; readonly sessionId: string; readonly command: Command };

/** What goes out, once for each cause. */
export type Notice =
  | { readonly kind: 'ended'; readonly status: SessionStatus; readonly answer: SessionAnswer | null }
  | { readonly kind: 'send'; readonly command: Command }
  | {
      readonly kind: 'refused';
      readonly command: Command;
      readonly reason: string;
      readonly allowed: readonly CommandName[];
    };

/** Logs and outbox, in one database: both are written or neither. */
export interface Sessions {
  read(sessionId: string): Promise<{ readonly log: readonly LogEntry[]; readonly jobIds: ReadonlySet<string> }>;
  /** False: the log is not `version` entries long any more, somebody else appended. */
  append(sessionId: string, version: number, change: Change): Promise<boolean>;
}

export interface Change {
  readonly entries: readonly LogEntry[];
  readonly notices: readonly Notice[];
  readonly jobId?: string;
}

/**
 * Takes one job. `done`: acknowledge it. `later`: what comes before it is still missing, give it back to the queue.
 * A job that comes again does nothing again; whoever loses a race decides again on what the winner wrote.
 */
export async function consume(job: Job, sessions: Sessions, at: string): Promise<'done' | 'later'> {
  for (;;) {
    const { log, jobIds } = await sessions.read(job.sessionId);
    const state = replay(log);
    const change = job.kind === 'page' ? afterPage(state, job, at) : afterCommand(state, job, jobIds, at);
    if (change === 'later') return 'later';
    if (change === null || (await sessions.append(job.sessionId, log.length, change))) return 'done';
  }
}

function afterPage(
  before: SessionState,
  { fromIndex, page }: Job & { kind: 'page' },
  at: string,
): Change | 'later' | null {
  try {
    const entries = observe(before, { source: 'changes', fromIndex, page, at });
    if (entries.length === 0) return null;
    const after = entries.reduce(evolve, before);
    return { entries, notices: noticesOf(before, after) };
  } catch (error) {
    // The page begins after events that are still in the queue.
    if (isCoreError(error, 'log-gap')) return 'later';
    throw error;
  }
}

function noticesOf(before: SessionState, after: SessionState): Notice[] {
  // A snapshot of the machine at this state: its tags, `matches` and `can` work as in any actor.
  const hasEnded = (state: SessionState) => toMachineSnapshot(state).hasTag('terminal');
  if (hasEnded(before) || !hasEnded(after)) return [];
  return [{ kind: 'ended', status: after.status, answer: answerOfTurn(after) }];
}

function afterCommand(
  state: SessionState,
  { id: jobId, command }: Job & { kind: 'command' },
  jobIds: ReadonlySet<string>,
  at: string,
): Change | null {
  if (jobIds.has(jobId)) return null;
  const { outcome, reason, allowed } = decide(state, command);
  if (outcome === 'refused') return { jobId, entries: [], notices: [{ kind: 'refused', command, reason, allowed }] };
  const entry: LogEntry = { kind: 'command', command, outcome, at };
  return { jobId, entries: [entry], notices: outcome === 'accepted' ? [{ kind: 'send', command }] : [] };
}
