import type { ListQuery } from '@agent-session/client';
import { watchSessions, type LiveSession, type WatchSessionsOptions, type WatchedSession } from '@agent-session/rxjs';
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { useSessionContext, type ProviderOptions } from './agent-session-provider.js';
import type { SessionClient } from './session-client.js';

interface ListView {
  /** In the order they were found. */
  readonly sessions: readonly WatchedSession[];
  /** True until the first of them is known, or that there is none. */
  readonly loading: boolean;
  /** Why the list can no longer be read; `null` while all is well. What was read stays. */
  readonly error: unknown;
}

/** What `useSessionList` gives. */
export interface UseSessionList extends ListView {
  /** One of them, with all its faces: for the other hooks. It shares the connections of the list. */
  readonly session: (id: string) => LiveSession;
  /** Tries again after `error`. */
  readonly retry: () => void;
}

const BEGINNING: ListView = { sessions: [], loading: true, error: null };
const DEFAULTS: WatchSessionsOptions = {};

/**
 * Many sessions, live, over a few connections: those of a list of ids, or all that a filter finds, now and later. Lists
 * and filters are compared by what they say. `options` are read when the list is first followed.
 *
 * @throws Error without an {@link AgentSessionProvider} above, while rendering.
 * @example
 * const { sessions } = useSessionList({ status: ['pending', 'running'] });
 * return <ul>{sessions.map(({ id, state }) => <li key={id}>{state?.status}</li>)}</ul>;
 */
export function useSessionList(
  which: readonly string[] | ListQuery,
  options: WatchSessionsOptions = DEFAULTS,
): UseSessionList {
  const context = useSessionContext('useSessionList', true);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(which);
  const client = context?.client;
  const store = useMemo(
    () => listStore(client as SessionClient, JSON.parse(key) as typeof which, { ...context?.options, ...options }),
    // The rest is read when the list is first followed, as it says above.
    [client, key, attempt],
  );
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
  const retry = useCallback(() => setAttempt((last) => last + 1), []);
  return useMemo(() => ({ ...view, session: store.session, retry }), [view, store, retry]);
}

function listStore(
  client: SessionClient,
  which: readonly string[] | ListQuery,
  { logSink: _logSink, onLogError: _onLogError, ...options }: ProviderOptions & WatchSessionsOptions,
) {
  const list = watchSessions(client, which, { until: 'terminal', ...options });
  let view = Array.isArray(which) && which.length === 0 ? { ...BEGINNING, loading: false } : BEGINNING;
  const beginning = view;
  return {
    session: (id: string): LiveSession => list.session(id),
    getSnapshot: () => view,
    getServerSnapshot: () => beginning,
    subscribe: (onChange: () => void): (() => void) => {
      const subscription = list.sessions$.subscribe({
        next(sessions) {
          view = { sessions: [...sessions.values()], loading: false, error: null };
          onChange();
        },
        error(error: unknown) {
          view = { ...view, loading: false, error };
          onChange();
        },
      });
      return () => subscription.unsubscribe();
    },
  };
}
