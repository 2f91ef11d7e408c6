import type { LiveSession } from '@agent-session/rxjs';
import { viewOf } from './view-of.js';

/** Shows a session in an element. Returns the function that stops it. */
export function showSession(session: LiveSession, element: HTMLElement): () => void {
  const shown = viewOf(session).subscribe(({ state, link, error }) => {
    // `textContent`, never `innerHTML`: what an agent writes is not ours.
    element.textContent =
      error === null
        ? `${state?.status ?? 'unknown'}, ${state?.steps ?? 0} steps, ${link.status}`
        : `cannot be followed: ${error}`;
  });
  return () => shown.unsubscribe();
}
