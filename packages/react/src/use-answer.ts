import type { SessionState } from '@agent-session/core';
import type { LiveAnswer } from '@agent-session/rxjs';
import { useMemo, useSyncExternalStore } from 'react';
import { listStore } from './list-store.js';
import { useLiveSession, useRecorded } from './use-live-session.js';
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
  const store = useMemo(() => listStore<LiveAnswer<Value>>(session?.answer$), [session]);
  const answers = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  const place = useRecorded(session, placeOfAnswer);
  return (
    (place === null ? answers.at(-1) : answers.find(({ turn, eventIndex }) => `${turn} ${eventIndex}` === place)) ??
    null
  );
}

/** Which answer a state has, as text: a recording goes back to earlier ones. */
const placeOfAnswer = ({ answer }: SessionState): string => (answer ? `${answer.turn} ${answer.eventIndex}` : '');
