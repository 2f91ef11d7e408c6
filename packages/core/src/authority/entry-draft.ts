import type { AgentEventData, SessionEvent } from '@agent-session/protocol';
import { AheadOfEventsError } from '../errors.js';
import { applyEntry } from '../fold/apply-entry.js';
import type { SessionState } from '../fold/session-state.js';
import { draftOf } from '../fold/state-draft.js';
import { asJson } from '../log/deep-json.js';
import type { LogEntry } from '../log/log-entry.js';
import type { FactName } from '../tables/fact.js';
import type { FactDetails } from '../tables/wire-facts.js';
import { factEntries } from './fact-entries.js';

/**
 * Entries of one decision. Each is folded as it is added, so that `state` is what the session will be: what follows is
 * decided on what came before, and a decision that cannot be folded is never given.
 */
export interface EntryDraft {
  readonly state: SessionState;
  readonly entries: readonly LogEntry[];
  readonly at: string;
  add(entry: LogEntry): void;
  /** Adds a visible event that changes nothing in the lifecycle. */
  event(type: SessionEvent['type'], data: SessionEvent['data']): void;
  agentEvent(data: AgentEventData): void;
  /** Adds a fact behind the visible event that carries it. */
  fact(fact: FactName, details?: FactDetails): void;
}

/**
 * Begins a decision.
 *
 * @throws AheadOfEventsError when a status read runs ahead of the events: then somebody else runs the session.
 */
export function draftEntries(before: SessionState, at: string): EntryDraft {
  if (before.behind !== null) throw new AheadOfEventsError(before.wireStatus, before.nextIndex);
  const state = draftOf(before);
  const entries: LogEntry[] = [];
  const draft: EntryDraft = {
    state,
    entries,
    at,
    add(entry) {
      applyEntry(state, entry);
      entries.push(entry);
    },
    event(type, data) {
      draft.add({ kind: 'event', index: state.nextIndex, event: { type, data: asJson(data), timestamp: at }, at });
    },
    agentEvent(data) {
      draft.event('AgentEvent', data);
    },
    fact(fact, details) {
      for (const entry of factEntries(state, [fact], { ...details, at })) draft.add(entry);
    },
  };
  return draft;
}
