import { jsonEqual, observe, type LogEntry, type Reading, type SessionState } from '@agent-session/core';
import type { Session, SessionChanges, SessionStatusBody, StatusWord } from '@agent-session/protocol';
import { LogMismatchError } from './errors.js';
import type { EventLog } from './event-log.js';
import { repeatsLogged } from './repeats-logged.js';

export interface IntakeOptions {
  readonly sessionId: string;
  readonly log: EventLog;
  /** ISO 8601. */
  readonly now: () => string;
  /** Records what a reading adds to the log. */
  readonly commit: (entries: readonly LogEntry[]) => void;
}

/** After so many pages that do not fit our last event, the server's log is taken for what it is. */
const OVERLAP_TRIES = 3;

/**
 * Takes what was read into the log: events at their place in it, statuses as reports, and as facts once they are known to
 * stand at the end of the log.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #lastTold: Reading | null = null;
  #mismatches = 0;
  #everRead = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Takes in a page that starts at the cursor; says how many events were new. `suspect`: it seems to repeat events. */
  page(page: SessionChanges, sure: boolean): number | 'suspect' {
    const events = page.new_events ?? [];
    const { log } = this.#options;
    if (!sure && events[0] !== undefined && repeatsLogged(events[0], log.events)) return 'suspect';
    this.#takeChanges(page, log.state.nextIndex);
    this.#mismatches = 0;
    return events.length;
  }

  /**
   * Takes in a page whose first event should be our last. `mismatch`: it is not; nothing was taken in.
   *
   * @throws LogMismatchError when nothing of this session was ever read: the log is another one's.
   */
  overlap(page: SessionChanges | null): number | 'mismatch' {
    const { log } = this.#options;
    const last = log.lastEvent;
    const first = page?.new_events?.[0];
    const fits = last !== undefined && first !== undefined && jsonEqual(first, last.event);
    if (!fits) {
      // One that begins with another event of ours is an old page, however often it comes.
      const isOld = first !== undefined && log.events.some(({ event }) => jsonEqual(event, first));
      if (!isOld) this.#mismatches += 1;
      if (isOld || this.#mismatches < OVERLAP_TRIES) return 'mismatch';
      if (!this.#everRead) throw this.#logMismatch();
    }
    if (page === null) return 'mismatch';
    const rest = (page.new_events ?? []).slice(1);
    this.#takeChanges({ ...page, new_events: rest }, log.state.nextIndex);
    this.#mismatches = 0;
    return rest.length;
  }

  /** What a status read says. It is not yet a fact: see {@link accept}. */
  status(body: SessionStatusBody): StatusWord {
    this.#take({ source: 'status', body, at: this.#options.now() });
    return body.status;
  }

  /** What the creation of the session, or a read of the whole of it, says. */
  session(session: Session): StatusWord {
    this.#take({ source: 'session', body: session, at: this.#options.now() });
    return session.status.status;
  }

  /** What a read of the latest answer says. */
  answer(page: SessionChanges): StatusWord {
    this.#takeChanges({ ...page, new_events: [] }, this.#options.log.state.nextIndex);
    return page.status;
  }

  /** What was told last stands at the end of the log. */
  accept(): void {
    const told = this.#lastTold;
    if (!told) return;
    const state = this.#options.log.state;
    const endOfLog = state.nextIndex;
    const reading: Reading =
      told.source === 'changes'
        ? { ...told, fromIndex: endOfLog, page: { ...told.page, new_events: [] }, endOfLog }
        : { ...told, endOfLog };
    this.#options.commit(observe(state, reading));
  }

  #takeChanges(page: SessionChanges, fromIndex: number): void {
    this.#take({ source: 'changes', fromIndex, page, at: this.#options.now() });
  }

  #take(reading: Reading): void {
    const { log, commit } = this.#options;
    this.#everRead = true;
    this.#lastTold = reading;
    commit(observe(log.state, reading));
    log.trim();
  }

  #logMismatch(): LogMismatchError {
    const { sessionId, log } = this.#options;
    const state: SessionState = log.state;
    return new LogMismatchError(
      `Event ${state.nextIndex - 1} of the recorded log is not what session ${sessionId} has at that place. ` +
        'Check that the log belongs to this session, or watch without it.',
      sessionId,
      state,
    );
  }
}
