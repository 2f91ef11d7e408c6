import { LEAF_STATES } from '@agent-session/core';
import type { CommandName, ToolResultBatch } from '@agent-session/protocol';
import type { ReachableState } from './case.js';

/** The word of the wire for a state. */
export function wordOf(state: ReachableState): string {
  return LEAF_STATES[state === 'pausedWithCalls' ? 'paused' : state].word;
}

/** The body a command is sent with; nothing for one that has none. */
export function commandBody(command: CommandName, text: string): unknown {
  switch (command) {
    case 'message':
      return { type: 'user_message', message: text };
    case 'toolResults':
      return toolResults();
    case 'feedback':
      return { success: true, message: text };
    case 'pause':
    case 'resume':
    case 'forceAnswer':
    case 'cancel':
    case 'share':
    case 'unshare':
      return undefined;
  }
}

function toolResults(): ToolResultBatch {
  return {
    type: 'batch',
    results: ['call-1', 'call-2'].map((id) => ({
      kind: 'tool_result',
      tool_req: { tool_name: 'ask', args: {}, id },
      result: `The result of ${id}.`,
    })),
  };
}
