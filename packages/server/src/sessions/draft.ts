import type { LogEntry } from '@agent-session/core';
import type { NewEntry } from '../store/event-store.js';
import { evolveServerState, type HiddenData, type ServerState } from './server-state.js';
import type { SessionNote } from './session-note.js';

/** A note without its time: the draft stamps it. */
export type NoteWithoutTime = SessionNote extends infer Note
  ? Note extends SessionNote
    ? Omit<Note, 'at'>
    : never
  : never;

/**
 * Entries being put together for one append. Each is folded as it is added, so that `state` is always what the stream
 * will be: a decision of several entries sees its own effects.
 */
export interface Draft {
  readonly state: ServerState;
  readonly entries: readonly NewEntry[];
  /** The time every entry of the draft carries, ISO 8601. */
  readonly at: string;
  /** Takes what the lifecycle decided. There is no other way to write an event or a fact. */
  take(decision: { readonly entries: readonly LogEntry[] }): void;
  /** Adds what the server has to remember beside it. */
  note(note: NoteWithoutTime): void;
}

/** Begins a draft on a state. Times within a session never go backwards, whatever the clock does. */
export function createDraft(before: ServerState, now: number): Draft {
  const nowIso = new Date(now).toISOString();
  const at = nowIso > before.lastAt ? nowIso : before.lastAt;
  const entries: NewEntry[] = [];
  let state = before;

  const add = (data: unknown, eventType: string | null) => {
    const eventIndex = eventType === null ? null : state.lifecycle.nextIndex;
    state = evolveServerState(state, { version: state.version + 1, eventIndex, eventType, data });
    entries.push({ data, eventType });
  };

  const draft: Draft = {
    get state() {
      return state;
    },
    entries,
    at,
    take(decision) {
      for (const entry of decision.entries) {
        if (entry.kind === 'event') add(entry.event, entry.event.type);
        else add(entry, null);
      }
    },
    note(note) {
      add({ ...note, at } satisfies HiddenData, null);
    },
  };
  return draft;
}
