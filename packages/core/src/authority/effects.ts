import type { ToolError, ToolRequest, ToolResult } from '@agent-session/protocol';
import type { SessionState } from '../fold/session-state.js';
import { COMMAND_TABLE, type CommandFact } from '../tables/command-table.js';
import type { EntryDraft } from './entry-draft.js';

/** A result, and the open call that it answers; `null`: none. */
export interface CallResult {
  readonly callId: string;
  readonly call: ToolRequest | null;
  /** Left out where only the id is known. */
  readonly result?: ToolResult | ToolError;
}

/** What a command says about the facts it brings about. */
export interface Cause {
  readonly origin: string;
  /** What was handed in; `null`: the command is another one. */
  readonly results: readonly CallResult[] | null;
}

/** How each fact of a command comes about: what is seen along with it. */
export const EFFECTS: Readonly<Record<CommandFact, (draft: EntryDraft, cause: Cause) => void>> = {
  paused(draft, { origin }) {
    draft.agentEvent({ kind: 'flow_event', flow: 'pause', origin });
    draft.fact('paused');
  },
  resumed(draft, { origin }) {
    draft.agentEvent({ kind: 'flow_event', flow: 'resume', origin });
    draft.fact('resumed');
  },
  interrupted(draft, { origin }) {
    draft.agentEvent({ kind: 'flow_event', flow: 'stop', origin });
    draft.fact('interrupted');
  },
  toolsSettled(draft, { results }) {
    if (results === null) giveUpOpenCalls(draft, 'An answer was asked for.');
    else settleCalls(draft, results);
  },
  woken: (draft) => draft.fact('woken'),
  reopened: (draft) => draft.fact('reopened'),
};

/**
 * True when a pause was accepted that has not taken hold: it waits for the end of the agent's step.
 *
 * @example
 * if (pauseIsDue(state)) store.append(decideStep(state, { at }).entries);
 */
export function pauseIsDue(state: SessionState): boolean {
  return (
    COMMAND_TABLE[state.state].pause.verdict === 'accepted' &&
    state.intents.some(({ command }) => command.name === 'pause')
  );
}

/** A pause that is due takes hold. */
export function holdIfDue(draft: EntryDraft): void {
  if (pauseIsDue(draft.state)) EFFECTS.paused(draft, { origin: 'user', results: null });
}

/** The agent is asked to answer now, with what it has. Its open calls fail, so that nothing keeps it. */
export function askForAnswer(draft: EntryDraft, origin: string): void {
  giveUpOpenCalls(draft, 'An answer was asked for.');
  draft.agentEvent({ kind: 'flow_event', flow: 'force_answer', origin });
}

/** Tool calls nobody will answer any more fail, visibly, and the agent goes on. */
export function giveUpOpenCalls(draft: EntryDraft, reason: string): void {
  for (const call of draft.state.pendingToolCalls) {
    draft.agentEvent({ kind: 'error_event', error: `No result: ${reason}`, origin: 'server', tool_req: call });
  }
  const { state, resumesTo } = draft.state;
  if ((resumesTo ?? state) === 'awaitingTools') draft.fact('toolsSettled');
}

function settleCalls(draft: EntryDraft, results: readonly CallResult[]): void {
  const before = draft.state.pendingToolCalls;
  const settled = new Set(results.map(({ call }) => call));
  for (const { call, result } of results) {
    if (call !== null && result !== undefined) draft.agentEvent({ ...result, tool_req: call });
  }
  const rest = before.filter((call) => !settled.has(call));
  if (rest.length > 0) draft.fact('awaitedTools', { pendingToolCalls: rest });
  else draft.fact('toolsSettled');
}
