import { decideDelivery } from '@agent-session/core/authority';
import type { Draft } from '../sessions/draft.js';

/**
 * Delivers the oldest `count` accepted messages, which everybody sees. `begins`: the agent's run begins with them.
 */
export function deliverMessages(draft: Draft, count: number, begins: boolean): void {
  draft.take(decideDelivery(draft.state.lifecycle, draft.state.unread.slice(0, count), draft));
  if (count > 0 || begins) draft.note({ kind: 'delivered', count, begins });
}
