import type { ImageContent, UserMessage } from '@agent-session/protocol';
import type { SessionState } from '../fold/session-state.js';
import type { LogEntry } from '../log/log-entry.js';
import { isTerminalLeaf } from '../tables/leaf-state.js';
import { draftEntries } from './entry-draft.js';

/**
 * What follows when accepted messages reach the agent: each is echoed, which is how everybody sees that it did, and ends
 * its intent. Nothing in a session that has ended.
 *
 * @throws AheadOfEventsError
 */
export function decideDelivery(
  state: SessionState,
  messages: readonly UserMessage[],
  { at }: { readonly at: string },
): { readonly entries: readonly LogEntry[] } {
  const draft = draftEntries(state, at);
  if (isTerminalLeaf(state.state)) return { entries: [] };
  for (const { message, images = [], caller_id = 'user' } of messages) {
    draft.agentEvent({ kind: 'message_event', caller_id, content: [message, ...images.map(toImage)] });
  }
  return { entries: draft.entries };
}

function toImage(dataUri: string): ImageContent {
  const mediaType = /^data:([^;,]+)/.exec(dataUri)?.[1] ?? null;
  return { type: 'base64', source: dataUri, media_type: mediaType };
}
