import type { AgentSessionClient } from '@agent-session/client';

/** The platform a command works on. */
export interface Target {
  readonly client: AgentSessionClient;
  /** The agent to launch when the user names none. */
  readonly defaultAgent: string;
  /** The page of the demo, and the agent that reads it; `null` where there is none. */
  readonly demo: { readonly agent: string; readonly pageUrl: string } | null;
  readonly giveUpAfterSeconds: number;
  readonly maxWaitSeconds: number | null;
  /** How another terminal can read the session. */
  followUp(sessionId: string): readonly string[];
  /** How to watch the session again; `null` when it ends with this process. */
  comeBack(sessionId: string): string | null;
  /** Frees everything. A session on a platform of its own goes on. */
  close(): Promise<void>;
}
