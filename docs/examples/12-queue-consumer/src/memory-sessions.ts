import type { LogEntry } from '@agent-session/core';
import type { Notice, Sessions } from './consume.js';

/** Logs and outbox in memory. A database does the same in one transaction, with the version as its condition. */
export function memorySessions(): Sessions & { notices(sessionId: string): readonly Notice[] } {
  const stored = new Map<string, { log: LogEntry[]; notices: Notice[]; jobIds: Set<string> }>();
  const of = (sessionId: string) => {
    const session = stored.get(sessionId) ?? { log: [], notices: [], jobIds: new Set<string>() };
    stored.set(sessionId, session);
    return session;
  };
  return {
    read(sessionId) {
      const { log, jobIds } = of(sessionId);
      return Promise.resolve({ log: [...log], jobIds: new Set(jobIds) });
    },
    append(sessionId, version, { entries, notices, jobId }) {
      const session = of(sessionId);
      if (session.log.length !== version || (jobId !== undefined && session.jobIds.has(jobId))) {
        return Promise.resolve(false);
      }
      session.log.push(...entries);
      session.notices.push(...notices);
      if (jobId !== undefined) session.jobIds.add(jobId);
      return Promise.resolve(true);
    },
    notices: (sessionId) => of(sessionId).notices,
  };
}
