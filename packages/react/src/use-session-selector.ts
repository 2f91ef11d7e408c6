import type { SessionState } from '@agent-session/core';
import { useMemo, useSyncExternalStore } from 'react';
import type { SessionView } from './session-store.js';
import { useSessionStore, type SessionTarget } from './use-session-store.js';

const DEFAULTS = {};

/**
 * A part of a session's state. The component renders again only when that part is another, by `isEqual` (default
 * `Object.is`). The selector is given `null` until anything is known of the session.
 *
 * @example
 * const steps = useSessionSelector(id, (state) => state?.steps ?? 0);
 */
export function useSessionSelector<Selected>(
  target: SessionTarget,
  selector: (state: SessionState | null) => Selected,
  isEqual: (a: Selected, b: Selected) => boolean = Object.is,
): Selected {
  const store = useSessionStore('useSessionSelector', target, DEFAULTS);
  const [select, selectOnServer] = useMemo(() => {
    // A selector that makes new objects must not make React think that something changed.
    const remembering = (read: () => SessionView): (() => Selected) => {
      let last: { readonly state: SessionState | null; readonly selected: Selected } | null = null;
      return () => {
        const { state } = read();
        if (last !== null && last.state === state) return last.selected;
        const fresh = selector(state);
        const selected = last !== null && isEqual(last.selected, fresh) ? last.selected : fresh;
        last = { state, selected };
        return selected;
      };
    };
    return [remembering(store.getSnapshot), remembering(store.getServerSnapshot)];
  }, [store, selector, isEqual]);
  return useSyncExternalStore(store.subscribe, select, selectOnServer);
}
