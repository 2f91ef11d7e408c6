import type { LiveAnswer } from '@agent-session/rxjs';
import { useMemo, useSyncExternalStore } from 'react';
import { foldStore } from './fold-store.js';
import { useLiveSession } from './use-live-session.js';
import type { SessionTarget } from './use-session-store.js';

/**
 * The latest answer, checked against the session's `answer_format`; `null` until there is one. `answer.turn` says which
 * turn it answers. Why a session ended without one is in `useSession`.
 *
 * @example
 * const answer = useAnswer(id);
 * if (!answer) return null;
 * return answer.ok ? <Result value={answer.value} /> : <Issues issues={answer.issues} raw={answer.raw} />;
 */
export function useAnswer<Value = unknown>(target: SessionTarget<Value>): LiveAnswer<Value> | null {
  const session = useLiveSession('useAnswer', target);
  const store = useMemo(
    () =>
      foldStore(session?.answer$, null as LiveAnswer<Value> | null, {
        add: (_last, answer) => answer,
        freeze: (answer) => answer,
      }),
    [session],
  );
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}
