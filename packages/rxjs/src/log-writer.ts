import type { LogEntry } from '@agent-session/core/fold';
import type { LogSink } from './log-sink.js';

/** Passes the entries of one session on to a sink, in order, in as few appends as the sink's pace allows. */
export interface LogWriter {
  write(entry: LogEntry): void;
  /** Resolves when everything written is kept; tries what failed again, and rejects with the sink's error if it fails. */
  saved(): Promise<void>;
}

/**
 * Entries that a sink failed to keep are held and tried again with the next one.
 *
 * @param onError Told of each append that failed.
 * @param meet For a log that has begun already: says what the sink lacks of it, given what it holds. Asked before the first
 * append, and again with each entry as long as it throws.
 */
export function createLogWriter(
  sink: LogSink,
  sessionId: string,
  onError: (error: unknown) => void,
  meet: ((recorded: readonly LogEntry[]) => readonly LogEntry[]) | null = null,
): LogWriter {
  let waiting: LogEntry[] = [];
  let missing = meet;
  let appending: Promise<void> | null = null;

  const append = async (): Promise<void> => {
    if (missing) {
      const recorded = await sink.load(sessionId);
      waiting = [...missing(recorded)];
      missing = null;
    }
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await sink.append(sessionId, batch);
      } catch (error) {
        waiting = [...batch, ...waiting];
        throw error;
      }
    }
  };
  const flush = (): Promise<void> => {
    appending ??= append().finally(() => {
      appending = null;
    });
    return appending;
  };

  return {
    write(entry) {
      if (!missing) waiting.push(entry);
      if (!appending) flush().catch(onError);
    },
    saved: () => flush(),
  };
}
