import type { EventEntry } from '@agent-session/core/fold';
import { useMemo, useSyncExternalStore } from 'react';
import { foldStore } from './fold-store.js';
import { useLiveSession } from './use-live-session.js';
import type { SessionTarget } from './use-session-store.js';

const NONE: readonly EventEntry[] = [];

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
  const store = useMemo(() => {
    // One list that grows, and a copy per burst: a copy per event would make a long log quadratic.
    let all: EventEntry[] = [];
    return foldStore<EventEntry, number, readonly EventEntry[]>(session?.events$, 0, {
      add(count, entry) {
        if (count === 0) all = [];
        return all.push(entry);
      },
      freeze: (count) => (count === 0 ? NONE : all.slice()),
    });
  }, [session]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}
