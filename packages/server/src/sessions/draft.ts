import { eventForFact, type CommandEntry, type FactDetails, type FactName, type LogEntry } from '@agent-session/core';
import type { AgentEventData, SessionEventData } from '@agent-session/protocol';
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
  /** Adds a visible event that changes nothing in the lifecycle. */
  event<Type extends keyof SessionEventData>(type: Type, data: SessionEventData[Type]): void;
  agentEvent(data: AgentEventData): void;
  /** Adds a fact together with the visible event that carries it. */
  fact(fact: FactName, details?: FactDetails): void;
  note(note: NoteWithoutTime): void;
  command(command: CommandEntry['command'], outcome: CommandEntry['outcome']): void;
  /** Adds an entry of the lifecycle's log as it is. */
  log(entry: Exclude<LogEntry, { kind: 'event' }>): void;
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
  const addHidden = (data: HiddenData) => add(data, null);

  const draft: Draft = {
    get state() {
      return state;
    },
    entries,
    at,
    event(type, data) {
      add({ type, data, timestamp: at }, type);
    },
    agentEvent(data) {
      draft.event('AgentEvent', data);
    },
    fact(fact, details = {}) {
      const eventIndex = state.lifecycle.nextIndex;
      const event = eventForFact(fact, details, at);
      add(event, event.type);
      const { error, errorCode } = details;
      addHidden({
        kind: 'fact',
        fact,
        at,
        eventIndex,
        ...(error !== undefined && { error }),
        ...(errorCode !== undefined && { errorCode }),
      });
    },
    note(note) {
      addHidden({ ...note, at });
    },
    command(command, outcome) {
      addHidden({ kind: 'command', command, outcome, at });
    },
    log: addHidden,
  };
  return draft;
}
