import type { LeafState } from '@agent-session/core';
import { isOver } from './is-over.js';

/** How many sessions of one owner may be at work at once. */
export interface ConcurrencyLimits {
  /** Sessions that are pending, running, paused or idle. */
  readonly maxActive: number;
  readonly maxQueued: number;
}

/** What happens to a session that wants a slot. */
export type Admission = 'launch' | 'queue' | 'refuse';

/** Who holds a slot and who waits for one, per owner: a view of the statuses, kept in memory. */
export interface SlotBook {
  /** What a new session of this owner would meet now. */
  admit(owner: string, wants: { readonly mayQueue: boolean }): Admission;
  /** Notes the state a session is in. Sessions that begin to queue are noted in the order of their creation. */
  note(owner: string, id: string, state: LeafState): void;
  /** The session that waits longest, if there is a free slot for it. */
  next(owner: string): string | null;
  active(owner: string): number;
  /** Whether this session has a slot or a place in the queue. */
  holds(owner: string, id: string): boolean;
  forget(owner: string, id: string): void;
}

interface Slots {
  readonly active: Set<string>;
  /** In the order of arrival: a `Set` keeps it. */
  readonly queued: Set<string>;
}

export function createSlotBook({ maxActive, maxQueued }: ConcurrencyLimits): SlotBook {
  const owners = new Map<string, Slots>();
  const slotsOf = (owner: string): Slots => {
    let slots = owners.get(owner);
    if (!slots) owners.set(owner, (slots = { active: new Set(), queued: new Set() }));
    return slots;
  };
  const forget = (owner: string, id: string) => {
    const slots = owners.get(owner);
    if (!slots) return;
    slots.active.delete(id);
    slots.queued.delete(id);
    if (slots.active.size + slots.queued.size === 0) owners.delete(owner);
  };
  return {
    admit(owner, { mayQueue }) {
      const slots = owners.get(owner);
      const active = slots?.active.size ?? 0;
      const queued = slots?.queued.size ?? 0;
      if (active < maxActive && queued === 0) return 'launch';
      return mayQueue && queued < maxQueued ? 'queue' : 'refuse';
    },
    note(owner, id, state) {
      if (isOver(state)) {
        forget(owner, id);
        return;
      }
      const slots = slotsOf(owner);
      if (state === 'queued') slots.queued.add(id);
      else {
        slots.queued.delete(id);
        slots.active.add(id);
      }
    },
    next(owner) {
      const slots = owners.get(owner);
      if (!slots || slots.active.size >= maxActive) return null;
      for (const id of slots.queued) return id;
      return null;
    },
    holds(owner, id) {
      const slots = owners.get(owner);
      return slots !== undefined && (slots.active.has(id) || slots.queued.has(id));
    },
    active: (owner) => owners.get(owner)?.active.size ?? 0,
    forget,
  };
}
