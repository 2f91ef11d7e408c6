import type { SessionState } from '@agent-session/core';
import type { LinkStatus, LiveSession } from '@agent-session/rxjs';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** A live session as refs of Vue, for as long as the component (or effect scope) lives. */
export function useSession(session: LiveSession): {
  readonly state: Readonly<ShallowRef<SessionState | null>>;
  readonly link: Readonly<ShallowRef<LinkStatus>>;
  readonly error: Readonly<ShallowRef<Error | null>>;
} {
  const state = shallowRef<SessionState | null>(null);
  const link = shallowRef(session.link());
  const error = shallowRef<Error | null>(null);
  // Two subscriptions: the link has its last word after the session's.
  const states = session.session$.subscribe({
    next: (next) => (state.value = next),
    error: (failed: unknown) => (error.value = failed instanceof Error ? failed : new Error(String(failed))),
  });
  const links = session.link$.subscribe((next) => (link.value = next));
  onScopeDispose(() => {
    states.unsubscribe();
    links.unsubscribe();
  });
  return { state, link, error };
}
