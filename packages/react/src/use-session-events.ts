import type { EventEntry, SessionState } from '@agent-session/core';
import { useMemo, useSyncExternalStore } from 'react';
import { listStore } from './list-store.js';
import { useLiveSession, useRecorded } from './use-live-session.js';
import type { SessionTarget } from './use-session-store.js';

/**
 * Every event so far, from index 0, in order. Events that are new appear together, in one render. The whole list stays
 * in memory while the component is mounted.
 *
 * @example
 * const events = useSessionEvents(id);
 * return <ol>{events.map(({ index, event }) => <li key={index}>{event.type}</li>)}</ol>;
 */
export function useSessionEvents(target: SessionTarget): readonly EventEntry[] {
  const session = useLiveSession('useSessionEvents', target);
  const store = useMemo(() => listStore<EventEntry>(session?.events$), [session]);
  const events = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  // A recording goes back as well, and then has seen fewer.
  const seen = useRecorded(session, nextIndexOf) ?? Infinity;
  return useMemo(() => (events.length > seen ? events.slice(0, seen) : events), [events, seen]);
}

const nextIndexOf = ({ nextIndex }: SessionState): number => nextIndex;
