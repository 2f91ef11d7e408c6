import type { LogEntry } from '@agent-session/core';
import type { LogSink } from './log-sink.js';

/** Passes the entries of one session on to a sink, in order, in as few appends as the sink's pace allows. */
export interface LogWriter {
  /** The sink holds so many entries, and the log begins with them. */
  goOnAfter(count: number): void;
  write(entry: LogEntry): void;
  /** Resolves when everything written is kept; tries what failed again, and rejects with the sink's error if it fails. */
  saved(): Promise<void>;
}

/** Each time one of two writers comes first and the other looks again; a sink that moves for ever is out of order. */
const MAX_MOVES = 100;

export interface LogWriterOptions {
  readonly sink: LogSink;
  readonly sessionId: string;
  /** Told of each append that failed. */
  readonly onError: (error: unknown) => void;
  /**
   * Says what the sink lacks of the log, given what it holds; `null`: nothing, as long as it is ahead. Asked when somebody else
   * wrote, and again with each entry as long as it throws or gives `null`.
   */
  readonly lacking: (recorded: readonly LogEntry[]) => readonly LogEntry[] | null;
  /** The log has begun already: the sink is asked before the first append. */
  readonly begun: boolean;
}

/** Entries that a sink failed to keep are held and tried again with the next one. */
export function createLogWriter({ sink, sessionId, onError, lacking, begun }: LogWriterOptions): LogWriter {
  let waiting: LogEntry[] = [];
  let joining = begun;
  let kept = 0;
  let appending: Promise<void> | null = null;

  const append = async (): Promise<void> => {
    for (let moves = 0; joining || waiting.length > 0;) {
      if (joining) {
        const recorded = await sink.load(sessionId);
        const missing = lacking(recorded);
        if (missing === null) return;
        waiting = [...missing];
        kept = recorded.length;
        joining = false;
        continue;
      }
      const batch = waiting;
      waiting = [];
      let outcome;
      try {
        outcome = await sink.append(sessionId, batch, kept);
      } catch (error) {
        waiting = [...batch, ...waiting];
        throw error;
      }
      if (outcome !== 'moved') {
        kept += batch.length;
        continue;
      }
      joining = true;
      moves += 1;
      if (moves > MAX_MOVES) throw new Error(`The log of session ${sessionId} moves whenever it is appended to.`);
    }
  };
  const flush = (): Promise<void> => {
    appending ??= append().finally(() => {
      appending = null;
    });
    return appending;
  };

  return {
    goOnAfter(count) {
      kept = count;
    },
    write(entry) {
      if (!joining) waiting.push(entry);
      if (!appending) flush().catch(onError);
    },
    saved: () => flush(),
  };
}
