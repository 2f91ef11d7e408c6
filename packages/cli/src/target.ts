import type { AgentSessionClient } from '@agent-session/client';

/** The platform a command works on. */
export interface Target {
  readonly client: AgentSessionClient;
  /** The agent to launch when the user names none. */
  readonly defaultAgent: string;
  /** The page of the demo; `null` where there is none. */
  readonly demoPageUrl: string | null;
  /** How another terminal can read the session. */
  followUp(sessionId: string): readonly string[];
  /** Frees everything. A session on a platform of its own goes on. */
  close(): Promise<void>;
}
