import type { SessionRequest } from '@agent-session/protocol';
import type { LiveSession } from '@agent-session/rxjs';
import { useState } from 'react';
import { useSessionContext } from './agent-session-provider.js';
import {
  emptyStore,
  launchStore,
  liveStore,
  watchStore,
  type SessionOptions,
  type SessionStore,
} from './session-store.js';

/** A session by its id, or one that is open already: of `useSession`, `useReplay` or the streams. `null`: none (yet). */
export type SessionTarget<Value = unknown> = string | LiveSession<Value> | null | undefined;

/** The store of a target. It stays the same until the target or the client is another. */
export function useSessionStore(
  hook: string,
  target: SessionTarget | SessionRequest,
  options: SessionOptions,
): SessionStore {
  const isLive = target == null || (typeof target === 'object' && 'session$' in target);
  const context = useSessionContext(hook, !isLive);
  const client = isLive ? null : (context?.client ?? null);
  // Requests are compared by what they say: a literal in the component is a new object in every render.
  const key = isLive || typeof target === 'string' ? target : JSON.stringify([target]);
  const make = (): { readonly is: readonly unknown[]; readonly store: SessionStore } => {
    const is = [key, client];
    if (target == null) return { is, store: emptyStore };
    if (isLive) return { is, store: liveStore(target as LiveSession) };
    if (client === null) throw new Error('unreachable: a client is there wherever one is needed');
    const all = { ...context?.options, ...options };
    return {
      is,
      store: typeof target === 'string' ? watchStore(client, target, all) : launchStore(client, target, all),
    };
  };
  // State and not a memo: React may forget a memo, and a forgotten launch would be made again.
  const [held, hold] = useState(make);
  if (held.is[0] === key && held.is[1] === client) return held.store;
  const next = make();
  hold(next);
  return next.store;
}
