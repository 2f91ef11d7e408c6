import type { ImageContent } from '@agent-session/protocol';
import type { Draft } from '../sessions/draft.js';

/**
 * Delivers the oldest `count` accepted messages: each is echoed as an event, which is how everybody sees that it reached
 * the agent. `begins`: the agent's run begins with them.
 */
export function deliverMessages(draft: Draft, count: number, begins: boolean): void {
  for (const message of draft.state.unread.slice(0, count)) {
    draft.agentEvent({
      kind: 'message_event',
      caller_id: message.caller_id ?? 'user',
      content: [message.message, ...(message.images ?? []).map(toImage)],
    });
  }
  if (count > 0 || begins) draft.note({ kind: 'delivered', count, begins });
}

function toImage(dataUri: string): ImageContent {
  const mediaType = /^data:([^;,]+)/.exec(dataUri)?.[1] ?? null;
  return { type: 'base64', source: dataUri, media_type: mediaType };
}
