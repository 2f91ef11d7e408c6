import type { SessionState } from '@agent-session/core';
import type { LinkStatus, LiveSession } from '@agent-session/rxjs';
import { catchError, combineLatest, map, of, startWith, type Observable } from 'rxjs';

/** What a page shows of a session. */
export interface SessionView {
  /** `null`: nothing is known yet. */
  readonly state: SessionState | null;
  readonly link: LinkStatus;
  /** Why the session can no longer be followed; `null`: it can. */
  readonly error: string | null;
}

/**
 * State, connection and failure in one observable that never fails, for whatever reads observables as values: stores of
 * Svelte and pipes of Angular have no place for an error.
 */
export function viewOf(session: LiveSession): Observable<SessionView> {
  const followed = session.session$.pipe(
    map((state): Omit<SessionView, 'link'> => ({ state, error: null })),
    catchError((error: unknown) => of({ state: session.snapshot(), error: messageOf(error) })),
    startWith({ state: null, error: null }),
  );
  return combineLatest([followed, session.link$]).pipe(map(([view, link]) => ({ ...view, link })));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
