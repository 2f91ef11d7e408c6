import type { SessionState } from '@agent-session/core/fold';
import type { LinkStatus, LiveSession } from '@agent-session/rxjs';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** A live session as refs of Vue, for as long as the component (or effect scope) lives. */
export function useSession(session: LiveSession): {
  readonly state: Readonly<ShallowRef<SessionState | null>>;
  readonly link: Readonly<ShallowRef<LinkStatus>>;
  readonly error: Readonly<ShallowRef<unknown>>;
} {
  const state = shallowRef<SessionState | null>(null);
  const link = shallowRef(session.link());
  const error = shallowRef<unknown>(null);
  // Two subscriptions: the link has its last word after the session's.
  const states = session.session$.subscribe({
    next: (next) => (state.value = next),
    error: (failed: unknown) => (error.value = failed),
  });
  const links = session.link$.subscribe((next) => (link.value = next));
  onScopeDispose(() => {
    states.unsubscribe();
    links.unsubscribe();
  });
  return { state, link, error };
}
