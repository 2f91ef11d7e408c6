import type { Answer, Metrics, ModelUsage, SessionEvent } from '@agent-session/protocol';
import type { Command } from '../deciding/command.js';
import type { FactName } from '../tables/fact.js';
import type { LeafState } from '../tables/leaf-state.js';
import type { SessionLimits } from '../fold/session-limits.js';

/**
 * What is known of a session before anything happens. First entry of a log, so that the log alone gives the state; a log
 * without it starts from the defaults.
 */
export interface OpenedEntry {
  readonly kind: 'opened';
  /** When, ISO 8601. */
  readonly at: string;
  readonly limits?: Partial<SessionLimits>;
  /** Default false. */
  readonly reopen?: boolean;
}

/** A visible event of the wire, verbatim, at its index. */
export interface EventEntry {
  readonly kind: 'event';
  /** Its position among the visible events, from 0. */
  readonly index: number;
  readonly event: SessionEvent;
  /** When it was read or written, ISO 8601. (When it happened is `event.timestamp`.) */
  readonly at: string;
}

/** Something that happened to the lifecycle. */
export interface FactEntry {
  readonly kind: 'fact';
  readonly fact: FactName;
  /** When it happened, ISO 8601, as exactly as is known. */
  readonly at: string;
  /** Facts that happened unseen just before, in order. */
  readonly via?: readonly FactName[];
  /** Index of the visible event that carries it. */
  readonly eventIndex?: number;
  /** A status read told it, and the events have not (yet). */
  readonly reported?: true;
  /** Why the run failed or timed out: text for people. */
  readonly error?: string;
  /** Why the run failed or timed out: `error_code` of the wire. */
  readonly errorCode?: string;
}

/** What one status read said, in one shape for every endpoint and generation of the wire. */
export interface Report {
  readonly source: 'changes' | 'status' | 'session';
  /** The word, verbatim. */
  readonly status: string;
  readonly createdAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly error?: string;
  readonly errorCode?: string;
  readonly outcome?: string;
  readonly answer?: Answer;
  readonly steps?: number;
  readonly metrics?: Metrics;
  readonly usage?: readonly ModelUsage[];
  readonly limits?: Partial<SessionLimits>;
}

/** What a status read said beyond what the events explain. */
export interface ReportEntry {
  readonly kind: 'report';
  readonly at: string;
  readonly report: Report;
  /** The read was made at the end of the log, which then had this many visible events. */
  readonly endOfLog?: number;
}

/** How a command ended at the platform, or before it. */
export type CommandOutcome = 'accepted' | 'no-op' | 'refused' | 'unknown';

/** A command and what became of it. `unknown`: the connection broke after sending. */
export interface CommandEntry {
  readonly kind: 'command';
  readonly command: Command;
  readonly outcome: CommandOutcome;
  readonly at: string;
  /**
   * How many visible events had been seen when it was sent. Left out: as many as when this entry is folded. Says which
   * events may already be its effect.
   */
  readonly sentAtEventIndex?: number;
  /** Why it was refused or had no effect. */
  readonly reason?: string;
}

/** The platform did what the lifecycle does not allow. The fold follows it. */
export interface ViolationEntry {
  readonly kind: 'violation';
  readonly from: LeafState;
  readonly to: LeafState;
  readonly at: string;
  /** Index of the event that said so. */
  readonly eventIndex?: number;
  /** The fact the event carries. */
  readonly fact?: FactName;
  /** The word of the status read that said so. */
  readonly word?: string;
}

/** One record of the log of a session. Plain JSON data. */
export type LogEntry = OpenedEntry | EventEntry | FactEntry | ReportEntry | CommandEntry | ViolationEntry;

/** What kind of record it is. */
export type LogEntryKind = LogEntry['kind'];
