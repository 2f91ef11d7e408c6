import type { AgentSpec, SessionRequest, UserMessage } from '@agent-session/protocol';
import type { ServerState } from './server-state.js';

/** A session in memory. Only the keeper changes it, after the store has. */
export interface HeldSession {
  readonly id: string;
  readonly owner: string;
  /** As submitted, with the agent resolved. */
  readonly request: SessionRequest & { readonly agent: AgentSpec };
  readonly firstMessage: UserMessage | null;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly parentId: string | null;
  readonly state: ServerState;
  /** The newest visible events as JSON text, so that those who wait for them need no read. */
  readonly tail: EventTail;
}

/** A run of visible events up to the newest one. */
export interface EventTail {
  /** Index of the first of them. */
  readonly fromIndex: number;
  readonly texts: readonly string[];
}

const MAX_TAIL_EVENTS = 64;
const MAX_TAIL_LENGTH = 256_000;

/** A tail with more events; old ones go when it grows too long. */
export function extendTail(tail: EventTail, texts: readonly string[]): EventTail {
  const all = [...tail.texts, ...texts];
  let length = 0;
  let first = all.length;
  while (first > 0 && all.length - first < MAX_TAIL_EVENTS) {
    length += (all[first - 1] as string).length;
    if (length > MAX_TAIL_LENGTH) break;
    first -= 1;
  }
  return { fromIndex: tail.fromIndex + first, texts: first === 0 ? all : all.slice(first) };
}
