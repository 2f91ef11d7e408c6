import { evolve, initialState, type LogEntry, type SessionState } from '@agent-session/core';
import type { SessionEvent, ToolError, ToolResult, UserMessage } from '@agent-session/protocol';
import type { AnswerRequestReason, RefusedAnswerIssue } from '../agents/agent.js';
import type { StoredEntry } from '../store/event-store.js';
import { isSessionNote, type SessionNote } from './session-note.js';

/** The agent was asked to answer now. */
export interface AnswerRequest {
  readonly reason: AnswerRequestReason;
  /** Steps taken when it was asked. */
  readonly steps: number;
  /** ISO 8601. */
  readonly at: string;
}

/** All a server knows of a session: the fold of its stream. Plain JSON data, never mutated. */
export interface ServerState {
  /** The lifecycle, as every package sees it. */
  readonly lifecycle: SessionState;
  /** Entries folded, which is the version of the stream. */
  readonly version: number;
  /** Accepted messages that have not reached the agent, oldest first. */
  readonly unread: readonly UserMessage[];
  /** The turn in which the agent last began to run; 0: it never did. */
  readonly runTurn: number;
  /** The messages that began the current run of the agent. */
  readonly runMessages: readonly UserMessage[];
  /** Number of visible events before the current run of the agent. */
  readonly runBeganAtEvent: number;
  /** Steps of the agent: its policy events. */
  readonly steps: number;
  /** True when the current run of the agent has answered. */
  readonly answered: boolean;
  readonly answerRequest: AnswerRequest | null;
  /** Why the last answer of the turn was refused; empty: none was. */
  readonly answerIssues: readonly RefusedAnswerIssue[];
  readonly refusedAnswers: number;
  /** Results of the caller's tools since the current run began, by call id. */
  readonly toolResults: Readonly<Record<string, ToolResult | ToolError>>;
  /** Sessions this one launched, oldest first. */
  readonly subSessionIds: readonly string[];
  readonly shared: boolean;
  /** When the last entry was written, ISO 8601: no later one is earlier. */
  readonly lastAt: string;
}

/** A hidden record of the stream. */
export type HiddenData = Exclude<LogEntry, { kind: 'event' }> | SessionNote;

/** The state of a stream without entries. */
export function emptyServerState(): ServerState {
  return {
    lifecycle: initialState(),
    version: 0,
    unread: [],
    runTurn: 0,
    runMessages: [],
    runBeganAtEvent: 0,
    steps: 0,
    answered: false,
    answerRequest: null,
    answerIssues: [],
    refusedAnswers: 0,
    toolResults: {},
    subSessionIds: [],
    shared: false,
    lastAt: '',
  };
}

/** Folds one stored entry. */
export function evolveServerState(state: ServerState, stored: StoredEntry): ServerState {
  if (stored.eventIndex !== null) return afterEvent(state, stored.data as SessionEvent, stored.eventIndex);
  const data = stored.data as HiddenData;
  const next = { ...state, version: state.version + 1, lastAt: later(state.lastAt, data.at) };
  return isSessionNote(data) ? afterNote(next, data) : afterLogEntry(next, data);
}

function afterEvent(state: ServerState, event: SessionEvent, index: number): ServerState {
  const lifecycle = evolve(state.lifecycle, { kind: 'event', index, event, at: event.timestamp });
  const next = { ...state, lifecycle, version: state.version + 1, lastAt: later(state.lastAt, event.timestamp) };
  if (event.type !== 'AgentEvent') return next;
  const data = event.data as { readonly kind: string };
  if (data.kind === 'policy_event') return { ...next, steps: state.steps + 1 };
  if (data.kind === 'answer_event') return { ...next, answered: true, answerIssues: [] };
  if (data.kind === 'tool_result' || data.kind === 'error_event') {
    const result = data as ToolResult | ToolError;
    const id = result.tool_req?.id;
    const isOpen = state.lifecycle.pendingToolCalls.some((call) => call.id === id);
    if (typeof id === 'string' && isOpen) return { ...next, toolResults: { ...state.toolResults, [id]: result } };
  }
  return next;
}

function afterNote(state: ServerState, note: SessionNote): ServerState {
  switch (note.kind) {
    case 'received':
      return { ...state, unread: [...state.unread, ...note.messages] };
    case 'delivered': {
      const unread = state.unread.slice(note.count);
      if (!note.begins) return { ...state, unread };
      return {
        ...state,
        unread,
        runTurn: state.lifecycle.turn,
        runMessages: state.unread.slice(0, note.count),
        runBeganAtEvent: state.lifecycle.nextIndex - note.count,
        answered: false,
        answerIssues: [],
        refusedAnswers: 0,
        toolResults: {},
      };
    }
    case 'answerRequested':
      return { ...state, answerRequest: { reason: note.reason, steps: note.steps, at: note.at } };
    case 'answerRefused':
      return { ...state, answerIssues: note.issues, refusedAnswers: state.refusedAnswers + 1 };
    case 'subSession':
      return { ...state, subSessionIds: [...state.subSessionIds, note.id] };
    case 'shared':
      return { ...state, shared: note.shared };
    case 'feedback':
    case 'trace':
      return state;
  }
}

function afterLogEntry(state: ServerState, entry: LogEntry): ServerState {
  const next = { ...state, lifecycle: evolve(state.lifecycle, entry) };
  // A turn that begins is bound by its own limits again.
  return next.lifecycle.turn === state.lifecycle.turn ? next : { ...next, answerRequest: null };
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
