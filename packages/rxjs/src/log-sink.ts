import type { LogEntry } from '@agent-session/core';

/**
 * Where the log of sessions is kept as it grows, so that a later watch goes on from it. Calls for one session never
 * overlap. An append that rejected is repeated with the same entries and those that came since.
 */
export interface LogSink {
  /** Everything appended for a session, in order; nothing for one that is not known. */
  load(sessionId: string): Promise<readonly LogEntry[]>;
  /**
   * Resolves when the entries are kept, all of them. `after` is how many entries the writer knows the log to hold: where it
   * holds another number, somebody else wrote, and a sink that several may write to keeps nothing and gives `'moved'`. The
   * writer then loads the log and appends what it lacks.
   */
  append(sessionId: string, entries: readonly LogEntry[], after?: number): Promise<void | 'moved'>;
}

/** Keeps logs in memory: for tests, and for watches that come and go within one process. */
export function memoryLogSink(): LogSink {
  const logs = new Map<string, LogEntry[]>();
  return {
    load: (sessionId) => Promise.resolve([...(logs.get(sessionId) ?? [])]),
    append(sessionId, entries, after) {
      const log = logs.get(sessionId) ?? [];
      if (after !== undefined && after !== log.length) return Promise.resolve('moved');
      log.push(...entries);
      logs.set(sessionId, log);
      return Promise.resolve();
    },
  };
}
