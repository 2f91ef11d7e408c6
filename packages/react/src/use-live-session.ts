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
