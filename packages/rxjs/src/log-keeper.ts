import type { LogEntry } from '@agent-session/core';
import { LogMismatchError } from './errors.js';
import type { EventLog } from './event-log.js';
import { joinRecord } from './join-record.js';
import type { LogSink } from './log-sink.js';
import { createLogWriter, type LogWriter } from './log-writer.js';

export interface LogKeeperOptions {
  readonly sessionId: string;
  readonly log: EventLog;
  /** Takes what the sink held before anything was read. */
  readonly takeRecord: (entries: readonly LogEntry[]) => void;
}

/** Keeps the log of one session in a sink, once there is one, and fetches what that holds of it. */
export class LogKeeper {
  readonly #options: LogKeeperOptions;
  #writer: LogWriter | null = null;
  /** Fetches what was recorded earlier; `null`: it is in, or there is none. */
  #load: (() => Promise<readonly LogEntry[]>) | null = null;
  #loading: Promise<void> | null = null;

  constructor(options: LogKeeperOptions) {
    this.#options = options;
  }

  /** A log that is new goes on from the sink's. The first sink holds. */
  keepNew(sink: LogSink, onError: (error: unknown) => void, holdsNothing: boolean): void {
    if (this.#writer) return;
    const { sessionId } = this.#options;
    this.#writer = createLogWriter({
      sink,
      sessionId,
      onError,
      begun: false,
      // What another writer is ahead with comes to us as well.
      lacking: (recorded) => (this.#isAhead(recorded) ? null : this.#lacking(recorded)),
    });
    if (!holdsNothing) this.#load = () => sink.load(sessionId);
  }

  /** Brings the sink to where the log is, and keeps it there. The first sink holds. */
  keepBegun(sink: LogSink, onError: (error: unknown) => void): void {
    if (this.#writer) return;
    const { sessionId } = this.#options;
    const lacking = (recorded: readonly LogEntry[]) => this.#lacking(recorded);
    this.#writer = createLogWriter({ sink, sessionId, onError, begun: true, lacking });
    this.saved().catch(onError);
  }

  #isAhead(recorded: readonly LogEntry[]): boolean {
    const last = recorded.findLast((entry) => entry.kind === 'event');
    return last !== undefined && last.index >= this.#options.log.state.nextIndex;
  }

  #lacking(recorded: readonly LogEntry[]): readonly LogEntry[] {
    const { sessionId, log } = this.#options;
    const missing = joinRecord(recorded, log);
    if (missing) return missing;
    throw new LogMismatchError(
      `The log of session ${sessionId} is not kept: what its sink holds and what is in memory do not meet (yet). ` +
        'Give the logSink to the first watch of the session, before anybody listens.',
      sessionId,
      log.state,
    );
  }

  write(entries: readonly LogEntry[]): void {
    if (this.#writer) for (const entry of entries) this.#writer.write(entry);
  }

  /** Resolves when what was recorded earlier is in; `null`: it is. */
  ready(): Promise<void> | null {
    if (!this.#load) return null;
    this.#loading ??= this.#load().then(
      (entries) => {
        this.#load = null;
        this.#writer?.goOnAfter(entries.length);
        this.#options.takeRecord(entries);
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  async saved(): Promise<void> {
    await this.#writer?.saved();
  }
}
