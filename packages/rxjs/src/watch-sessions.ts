import type { EventEntry, SessionState } from '@agent-session/core';
import type { AgentSessionClient, ListQuery } from '@agent-session/client';
import { systemClock, type SessionSummary } from '@agent-session/protocol';
import { Observable } from 'rxjs';
import { checkedOptions } from './checked-options.js';
import { createConnectionBudget } from './connection-budget.js';
import type { StreamError } from './errors.js';
import { failureOf } from './failure.js';
import type { LiveClient } from './live-client.js';
import type { LiveSession } from './live-session.js';
import { pause } from './pause.js';
import { backoffCeilingMs } from './poll-plan.js';
import type { WatchOptions } from './watch-options.js';
import { watchWith } from './watch-session.js';

/** What is known of one of many sessions. */
export interface WatchedSession {
  readonly id: string;
  /** Its row in the list the filter found, as it was read last; `null` for sessions followed by id. */
  readonly summary: SessionSummary | null;
  /** `null` until something is known of it. */
  readonly state: SessionState | null;
  /** Why it can no longer be followed. The others go on. */
  readonly error: StreamError | null;
}

/** An event of one of many sessions. */
export interface SessionEventEntry {
  readonly sessionId: string;
  readonly entry: EventEntry;
}

/** Many sessions, followed over few connections. */
export interface LiveSessions {
  /** All of them by id, in the order they were found: once at first (empty when there is none), then after each burst of changes. */
  readonly sessions$: Observable<ReadonlyMap<string, WatchedSession>>;
  /** The events of all of them; those of one session in order, each once. */
  readonly events$: Observable<SessionEventEntry>;
  /** One of them, with all its faces. It shares the connections. */
  session(id: string): LiveSession;
}

/** How to follow many sessions. */
export interface WatchSessionsOptions extends Omit<WatchOptions, 'log' | 'checkpoint' | 'answerFormat' | 'tools'> {
  /**
   * How many requests may be in flight at once. Default 4: browsers allow six per host on HTTP/1.1, and the page needs
   * some itself. With more sessions than connections nobody waits on a connection; they take turns.
   */
  readonly connections?: number;
  /** With a filter: how often the list is read again for sessions that are new. Default 30. */
  readonly refreshSeconds?: number;
}

/**
 * Follows many sessions: those of a list of ids, or all that a filter finds, now and later. Turns are fair, and a slow
 * consumer or a failing session holds up no other.
 *
 * With ids the streams complete when all sessions have ended; with a filter never, as new ones may come.
 *
 * @throws RangeError or TypeError for an option that is none.
 * @example
 * watchSessions(client, { status: ['pending', 'running'] }).sessions$.subscribe((sessions) => render([...sessions.values()]));
 */
export function watchSessions(
  client: LiveClient & Pick<AgentSessionClient, 'list'>,
  which: readonly string[] | ListQuery,
  options: WatchSessionsOptions = {},
): LiveSessions {
  const { connections = 4, refreshSeconds = 30, ...watch } = options;
  if (!(refreshSeconds >= 1 && refreshSeconds < 2 ** 31 / 1000)) {
    throw new RangeError(`refreshSeconds must be at least 1, not ${refreshSeconds}.`);
  }
  if (typeof which !== 'object' || which === null) {
    throw new TypeError(
      `which must be a list of ids or a filter, not ${JSON.stringify(which)}. For one session: [id].`,
    );
  }
  const { settings } = checkedOptions(watch);
  const budget = createConnectionBudget(connections);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const live = new Map<string, LiveSession>();

  function session(id: string): LiveSession {
    let found = live.get(id);
    if (!found) {
      found = watchWith(client, id, watch, { budget });
      live.set(id, found);
    }
    return found;
  }

  /** Calls back with each session as it is found, and with its row each time it is read; true: there will be no more. */
  function find({ onFound, onRead }: Finding, signal: AbortSignal, onError: (error: unknown) => void): boolean {
    if (isIds(which)) {
      for (const id of new Set(which)) onFound(id);
      onRead?.();
      return true;
    }
    const known = new Set<string>();
    const look = async (): Promise<void> => {
      for (let attempt = 0; ;) {
        let delayMs = refreshSeconds * 1000;
        const lease = await budget.acquire(signal);
        try {
          for await (const summary of client.list(which, { signal, retry: false })) {
            onRead?.(summary);
            if (!known.has(summary.id)) onFound(summary.id);
            known.add(summary.id);
          }
          onRead?.();
          attempt = 0;
        } catch (error) {
          signal.throwIfAborted();
          const failure = failureOf(error);
          if (failure.permanent) throw error;
          attempt += 1;
          delayMs = Math.max(failure.retryAfterMs, random() * backoffCeilingMs(attempt, settings));
        } finally {
          lease.release();
        }
        await pause(clock, delayMs, signal).done;
      }
    };
    look().catch((error: unknown) => {
      if (!signal.aborted) onError(error);
    });
    return false;
  }

  /** Subscribes to each session as it is found; completes when all are done and none can come. */
  function forEach(
    follow: (one: LiveSession, done: () => void) => { unsubscribe(): void },
    finish: { complete(): void; error(error: unknown): void },
    subscriber: { add(teardown: () => void): void },
    onRead?: Finding['onRead'],
  ): void {
    const stop = new AbortController();
    const subscriptions = new Set<{ unsubscribe(): void }>();
    let open = 0;
    let finding = true;
    const finishIfDone = (): void => {
      if (open === 0 && !finding) finish.complete();
    };
    subscriber.add(() => {
      stop.abort(new Error('Unsubscribed.'));
      for (const subscription of subscriptions) subscription.unsubscribe();
    });
    const endless = !find(
      {
        onFound(id) {
          open += 1;
          subscriptions.add(
            follow(session(id), () => {
              open -= 1;
              finishIfDone();
            }),
          );
        },
        ...(onRead ? { onRead } : {}),
      },
      stop.signal,
      (error) => finish.error(error),
    );
    finding = endless;
    finishIfDone();
  }

  const events$ = new Observable<SessionEventEntry>((subscriber) => {
    forEach(
      (one, done) =>
        one.events$.subscribe({
          next: (entry) => subscriber.next({ sessionId: one.id, entry }),
          error: done,
          complete: done,
        }),
      subscriber,
      subscriber,
    );
  });

  const sessions$ = new Observable<ReadonlyMap<string, WatchedSession>>((subscriber) => {
    const known = new Map<string, WatchedSession>();
    let scheduled = false;
    const flush = (): void => {
      scheduled = false;
      if (!subscriber.closed) subscriber.next(new Map(known));
    };
    // One map for a burst of changes, not one for each: with a thousand sessions that is the difference.
    const schedule = (): void => {
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(flush);
    };
    const summaries = new Map<string, SessionSummary>();
    const changed = (id: string, state: SessionState | null, error: StreamError | null): void => {
      known.set(id, { id, summary: summaries.get(id) ?? null, state, error });
      schedule();
    };
    const onRead = (summary?: SessionSummary): void => {
      // That there is none is news, too.
      if (!summary) {
        if (known.size === 0) schedule();
        return;
      }
      summaries.set(summary.id, summary);
      const one = known.get(summary.id);
      if (one && JSON.stringify(one.summary) !== JSON.stringify(summary)) changed(one.id, one.state, one.error);
    };
    forEach(
      (one, done) => {
        changed(one.id, null, null);
        return one.session$.subscribe({
          next: (state) => changed(one.id, state, null),
          error: (error: StreamError) => {
            changed(one.id, known.get(one.id)?.state ?? null, error);
            done();
          },
          complete: done,
        });
      },
      {
        complete() {
          if (scheduled) flush();
          subscriber.complete();
        },
        error: (error) => subscriber.error(error),
      },
      subscriber,
      onRead,
    );
  });

  return { sessions$, events$, session };
}

interface Finding {
  readonly onFound: (id: string) => void;
  /** With each row as it is read, and without one at the end of the list. */
  readonly onRead?: (summary?: SessionSummary) => void;
}

function isIds(which: readonly string[] | ListQuery): which is readonly string[] {
  return Array.isArray(which);
}
