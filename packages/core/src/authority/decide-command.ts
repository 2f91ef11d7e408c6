import type { CommandName, ToolError, ToolRequest, ToolResult } from '@agent-session/protocol';
import type { Command } from '../deciding/command.js';
import { decide } from '../deciding/decide.js';
import type { AcceptedDecision, NoOpDecision, RefusedDecision } from '../deciding/decision.js';
import type { SessionState } from '../fold/session-state.js';
import type { LogEntry } from '../log/log-entry.js';
import { COMMAND_TABLE } from '../tables/command-table.js';
import { EFFECTS, holdIfDue, type CallResult, type Cause } from './effects.js';
import { draftEntries, type EntryDraft } from './entry-draft.js';

/** What whoever runs the session adds to a command. */
export interface CommandOptions {
  /** The time of the entries, ISO 8601. */
  readonly at: string;
  /** Who asks, as the events say it. Default `user`. */
  readonly origin?: string;
  /**
   * What `toolResults` hands in. Its calls are found by the id that a result names, else by its tool; the events keep the
   * results, the command keeps the ids.
   */
  readonly results?: readonly (ToolResult | ToolError)[];
}

/** A command that was accepted, and what follows from it. */
export interface CarriedOutDecision extends AcceptedDecision {
  /**
   * All that whoever runs the session appends, in order: the command, the events that everybody sees, the facts. What only
   * comes later stays an intent of the state: a message until it is delivered, a pause until the step of the agent ends
   * (`pauseIsDue`).
   */
  readonly entries: readonly LogEntry[];
}

/** What `decideCommand` says to a command. */
export type CommandDecision = CarriedOutDecision | NoOpDecision | RefusedDecision;

/**
 * What follows from a command, for whoever runs the session: says when, and appends `entries`, which are all that follows.
 * The verdict is the one of `decide`. A pause of an agent at work waits for the end of its step: the state says so
 * (`pauseIsDue`), and `decideStep` and `decideOutput` let it take hold. What is asked of the run before that finds it
 * paused already, so that a pause never takes hold after what was to end it.
 *
 * @throws AheadOfEventsError for a state that a status read put ahead of its events: then somebody else runs the session.
 * @example
 * const decision = decideCommand(state, { name: 'cancel' }, { at });
 * if (decision.outcome === 'accepted') store.append(decision.entries);
 */
export function decideCommand(state: SessionState, asked: Command, options: CommandOptions): CommandDecision {
  const { at, origin = 'user', results: handedIn } = options;
  const results = asked.name === 'toolResults' ? callResults(state, asked.callIds, handedIn) : null;
  const command: Command =
    results !== null && handedIn ? { name: 'toolResults', callIds: results.map(({ callId }) => callId) } : asked;
  const draft = draftEntries(state, at);
  const decision = decide(state, command);
  if (decision.outcome !== 'accepted') return decision;
  carryOut(draft, command, { origin, results });
  return { ...decision, entries: draft.entries };
}

function carryOut(draft: EntryDraft, command: Command, cause: Cause): void {
  if (letsGoOn(command.name)) holdIfDue(draft);
  const { facts = [], after } = COMMAND_TABLE[draft.state.state][command.name];
  draft.add({ kind: 'command', command, outcome: 'accepted', at: draft.at });
  if (after === 'step') return;
  for (const fact of facts) EFFECTS[fact](draft, cause);
  if (command.name === 'forceAnswer') {
    draft.agentEvent({ kind: 'flow_event', flow: 'force_answer', origin: cause.origin });
  }
}

/** True for a command that lets a paused session go on. */
function letsGoOn(name: CommandName): boolean {
  return COMMAND_TABLE.paused[name].facts?.includes('resumed') === true;
}

/** Finds the open call of each result: by its id, or by its tool where the result names no id. */
function callResults(
  state: SessionState,
  callIds: readonly string[] = [],
  results?: readonly (ToolResult | ToolError)[],
): CallResult[] {
  const open = [...state.pendingToolCalls];
  const take = (answers: (call: ToolRequest) => boolean): ToolRequest | null => {
    const at = open.findIndex(answers);
    return (at === -1 ? undefined : open.splice(at, 1)[0]) ?? null;
  };
  if (results === undefined) return callIds.map((callId) => ({ callId, call: take(({ id }) => id === callId) }));
  return results.map((result) => {
    const named = result.tool_req;
    const call = take(({ id, tool_name }) =>
      typeof named?.id === 'string' ? id === named.id : named ? tool_name === named.tool_name : true,
    );
    return { callId: call?.id ?? named?.id ?? `(${named?.tool_name ?? 'unnamed'})`, call, result };
  });
}
