import type { AgentSessionClient } from '@agent-session/client';

/** The platform a command works on. */
export interface Target {
  readonly client: AgentSessionClient;
  /** The agent to launch when the user names none. */
  readonly defaultAgent: string;
  /** The page of the demo; `null` where there is none. */
  readonly demoPageUrl: string | null;
  readonly giveUpAfterSeconds: number;
  readonly maxWaitSeconds: number | null;
  /** How another terminal can read the session. */
  followUp(sessionId: string): readonly string[];
  /** How to watch the session again; `null` when it ends with this process. */
  comeBack(sessionId: string): string | null;
  /** Frees everything. A session on a platform of its own goes on. */
  close(): Promise<void>;
}
