import type { SessionState } from '@agent-session/core';
import type { LiveSession } from '@agent-session/rxjs';
import { useSyncExternalStore } from 'react';
import { useSessionStore, type SessionTarget } from './use-session-store.js';

const DEFAULTS = {};
const silent = (): (() => void) => () => undefined;

/** The live session of a target, without listening to it. */
export function useLiveSession<Value>(hook: string, target: SessionTarget<Value>): LiveSession<Value> | null {
  const store = useSessionStore(hook, target, DEFAULTS);
  const read = (): LiveSession | null => store.getSnapshot().session;
  return useSyncExternalStore(silent, read, read) as LiveSession<Value> | null;
}

/** Something of the state a recording stands at; `null` for a live session, which only goes forwards. */
export function useRecorded<Selected>(
  session: LiveSession | null,
  select: (state: SessionState) => Selected,
): Selected | null {
  const recording = session && 'player' in session ? session : null;
  const read = (): Selected | null => recording && select(recording.getSnapshot());
  return useSyncExternalStore(recording ? recording.subscribe : silent, read, read);
}
