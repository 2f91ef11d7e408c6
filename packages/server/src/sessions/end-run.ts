import type { SessionErrorCode } from '@agent-session/protocol';
import type { Draft } from './draft.js';

/** Ends the session `failed`: the error is seen by callers, the trace only kept. */
export function failRun(draft: Draft, errorCode: SessionErrorCode, error: string, trace?: string): void {
  if (trace !== undefined) draft.note({ kind: 'trace', trace });
  giveUpOpenCalls(draft, 'The session failed.');
  draft.fact('failed', { error, errorCode });
}

/** Ends the session `timed_out`. */
export function timeOutRun(draft: Draft, error: string): void {
  giveUpOpenCalls(draft, 'The session ran out of time.');
  draft.fact('timedOut', { error, errorCode: 'timeout' });
}

/** Ends the session `interrupted`. */
export function interruptRun(draft: Draft, origin: string): void {
  draft.agentEvent({ kind: 'flow_event', flow: 'stop', origin });
  draft.fact('interrupted');
}

/** Tool calls nobody will answer any more fail, visibly, and the agent goes on. */
export function giveUpOpenCalls(draft: Draft, reason: string): void {
  const open = draft.state.lifecycle.pendingToolCalls;
  if (open.length === 0) return;
  for (const call of open) {
    draft.agentEvent({ kind: 'error_event', error: `No result: ${reason}`, origin: 'server', tool_req: call });
  }
  draft.fact('toolsSettled');
}
