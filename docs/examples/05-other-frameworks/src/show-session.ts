import type { LiveSession } from '@agent-session/rxjs';
import { combineLatest, startWith } from 'rxjs';

/** Shows a session in an element. Returns the function that stops it. */
export function showSession(session: LiveSession, element: HTMLElement): () => void {
  const shown = combineLatest([session.session$.pipe(startWith(null)), session.link$]).subscribe({
    next([state, link]) {
      // `textContent`, never `innerHTML`: what an agent writes is not ours.
      element.textContent = `${state?.status ?? 'unknown'}, ${state?.steps ?? 0} steps, ${link.status}`;
    },
    error: (error: unknown) => (element.textContent = `cannot be followed: ${String(error)}`),
  });
  return () => shown.unsubscribe();
}
