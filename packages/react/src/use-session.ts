import type { SessionRequest } from '@agent-session/protocol';
import { useMemo, useSyncExternalStore } from 'react';
import type { SessionOptions, SessionView } from './session-store.js';
import { useSessionStore, type SessionTarget } from './use-session-store.js';

/** What `useSession` gives. */
export interface UseSession<Value = unknown> extends SessionView<Value> {
  /** Tries again after `error`: follows anew, or launches anew what could not be launched. */
  readonly retry: () => void;
}

const DEFAULTS: SessionOptions = {};

/**
 * Follows a session, or launches one and follows it, for as long as the component is mounted. All components that follow
 * one session share one poll, which stops shortly after the last of them unmounted. Unmounting never cancels the run.
 *
 * A request is launched once, after the component is mounted, StrictMode or not; one that says something else launches
 * another session. Without a target (`null`) nothing happens. `options` are read when a session is first followed;
 * `until` is `terminal` here unless they say otherwise, so that an idle session stays live.
 *
 * @throws Error without an {@link AgentSessionProvider} above, while rendering.
 * @example
 * const { state, link, error } = useSession(id);
 * if (error) return <Failed error={error} />;
 * return <p>{state ? `${state.status}, ${state.steps} steps` : 'connecting…'}</p>;
 */
export function useSession<Value = unknown>(
  target: SessionTarget<Value> | SessionRequest,
  options: SessionOptions = DEFAULTS,
): UseSession<Value> {
  const store = useSessionStore('useSession', target, options);
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
  return useMemo(() => ({ ...(view as SessionView<Value>), retry: store.retry }), [view, store]);
}
