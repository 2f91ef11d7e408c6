import { heldLength } from './held-length.js';
import type { HeldSession } from './held-session.js';

/** Sessions in memory. Those nobody asked for longest go first, unless they are at work. */
export interface SessionCache {
  get(id: string): HeldSession | undefined;
  put(session: HeldSession): void;
  delete(id: string): void;
  readonly size: number;
  /** About how many characters they take together. */
  readonly length: number;
}

/** What bounds a cache. What is pinned counts and stays, so it may be passed by that. */
export interface SessionCacheOptions {
  readonly maxSessions: number;
  /** In characters. */
  readonly maxLength: number;
  readonly isPinned: (id: string) => boolean;
}

/** Where most sessions are pinned, a look for others is not worth it with every put. */
const PUTS_PER_PINNED = 1 / 16;

interface Held {
  readonly session: HeldSession;
  readonly length: number;
}

export function createSessionCache({ maxSessions, maxLength, isPinned }: SessionCacheOptions): SessionCache {
  /** The one asked for last is the last one. */
  const entries = new Map<string, Held>();
  let length = 0;
  let putsToNextLook = 0;

  const remove = (id: string, held: Held | undefined) => {
    if (!held) return;
    entries.delete(id);
    length -= held.length;
  };

  const makeRoom = (keep: string) => {
    const isFull = () => entries.size > maxSessions || length > maxLength;
    if (!isFull()) return;
    if (putsToNextLook > 0) {
      putsToNextLook -= 1;
      return;
    }
    let pinned = 0;
    for (const [id, held] of entries) {
      if (!isFull()) break;
      if (id === keep || isPinned(id)) pinned += 1;
      else remove(id, held);
    }
    putsToNextLook = Math.floor(pinned * PUTS_PER_PINNED);
  };

  return {
    get(id) {
      const held = entries.get(id);
      if (!held) return undefined;
      entries.delete(id);
      entries.set(id, held);
      return held.session;
    },
    put(session) {
      remove(session.id, entries.get(session.id));
      const held = { session, length: heldLength(session) };
      entries.set(session.id, held);
      length += held.length;
      makeRoom(session.id);
    },
    delete: (id) => remove(id, entries.get(id)),
    get size() {
      return entries.size;
    },
    get length() {
      return length;
    },
  };
}
