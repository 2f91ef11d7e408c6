import type { EndedIntent, EventEntry, Intent, SessionState } from '@agent-session/core';
import type { SessionRequest } from '@agent-session/protocol';
import type { AnswerHistory } from './answer-history.js';
import type { StreamError } from './errors.js';
import type { EventLog } from './event-log.js';
import type { LinkStatus } from './link-status.js';

/** Which questions only the session's request answers. */
export interface RequestNeeds {
  /** The format answers are checked against. */
  readonly format: boolean;
  /** Whether an idle session is the end. */
  readonly endRule: boolean;
  /** The answer of an idle session is re-read although the events hold one. */
  readonly endsAtIdle: boolean;
}

/** Somebody who is told that something changed, and looks for itself what. */
export interface HubListener {
  /** False: it looks on, but nothing is asked of the server for its sake. */
  readonly drives: boolean;
  /** True: it is told after every entry. Otherwise once after those that came together. */
  readonly everyState?: boolean;
  /** What it needs to know of the session's request. */
  readonly needs: RequestNeeds;
  notify(): void;
}

/** A confirmed end of a turn: the log was read to its end, and the answer is the server's latest. */
export interface HubSettlement {
  readonly turn: number;
  readonly nextIndex: number;
  readonly terminal: boolean;
}

/**
 * The one source of all faces of a session: its log and who listens. Faces pull: a listener is told that something
 * changed and reads on from its own place, so that none can miss, repeat or reorder anything.
 */
export interface Hub {
  readonly id: string;
  readonly log: EventLog;
  readonly state: SessionState;
  readonly answers: AnswerHistory;
  readonly request: SessionRequest | null;
  readonly linkStatus: LinkStatus;
  readonly failure: StreamError | null;
  /** A confirmed end that nothing sent since can undo. */
  readonly settled: HubSettlement | null;
  /** Nothing will ever be added. */
  readonly exhausted: boolean;
  /** Commands that were accepted and whose effect is not seen yet, those given up waiting for left out. */
  readonly intents: readonly Intent[];
  listen(listener: HubListener): () => void;
  /** What became of a message: the intent it left in the log, ended or not. */
  endedIntent(index: number): EndedIntent | 'open' | 'forgotten';
  /** Reads events that are no longer in memory. */
  readBack(fromIndex: number, signal: AbortSignal): Promise<readonly EventEntry[]>;
  /** Resolves when everything recorded is saved. */
  saved(): Promise<void>;
}

/**
 * True when anything is known of the session, so that its state is more than a beginning. One event alone does not count: it
 * is recorded just before the fact it carries.
 */
export function isKnown({ turn, report, nextIndex }: SessionState): boolean {
  return turn > 0 || report !== null || nextIndex > 1;
}
