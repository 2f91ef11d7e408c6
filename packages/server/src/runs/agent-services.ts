import type { SessionEvent, SessionRequest } from '@agent-session/protocol';
import type { HeldSession } from '../sessions/held-session.js';

/** What an agent can have done for it. */
export interface AgentServices {
  readonly fetch: typeof globalThis.fetch;
  readonly randomId: () => string;
  readonly readHistory: (sessionId: string, count: number) => Promise<readonly SessionEvent[]>;
  /** Resolves with the path it is read at. */
  readonly saveResource: (
    session: HeldSession,
    resource: {
      readonly bucket: string;
      readonly key: string;
      readonly content: Uint8Array;
      readonly mediaType: string;
    },
  ) => Promise<string>;
  /** Launches a session below this one; `ended` resolves once it is settled. */
  readonly launchSubSession: (
    parent: HeldSession,
    request: SessionRequest,
  ) => Promise<{ readonly id: string; readonly ended: (signal: AbortSignal) => Promise<HeldSession> }>;
}
