import type { Clock } from '@agent-session/protocol';
import type { Agent } from '../agents/agent.js';
import type { ServerLog } from '../http/server-log.js';
import type { Draft } from '../sessions/draft.js';
import type { ServerState } from '../sessions/server-state.js';
import type { SessionKeeper } from '../sessions/session-keeper.js';
import type { AgentServices } from './agent-services.js';

/** What bounds an agent besides the limits of its session. */
export interface RunLimits {
  /** An agent that yields nothing for so long, while nothing it waits for is the server's, has failed. `null`: never. */
  readonly agentSilenceMs: number | null;
  readonly maxAnswerAttempts: number;
  /** Characters of one event as JSON text. */
  readonly maxEventLength: number;
  /** Events one run of an agent may yield. */
  readonly maxEventsPerRun: number;
}

/** What a run works with. */
export interface RunOptions {
  readonly sessionId: string;
  readonly agent: Agent;
  readonly keeper: SessionKeeper;
  readonly clock: Clock;
  readonly limits: RunLimits;
  readonly services: AgentServices;
  readonly log: ServerLog;
  /** Blanks secrets in what an agent's error says before anybody else reads it. */
  readonly redact: (text: string) => string;
  /** The turn had begun before a restart. */
  readonly resumed: boolean;
}

/** What the parts of a run share. */
export interface RunControl extends RunOptions {
  readonly signal: AbortSignal;
  readonly stateNow: () => ServerState;
  readonly until: (reached: (state: ServerState) => boolean) => Promise<void>;
  readonly change: <Result>(decide: (draft: Draft) => Result) => Promise<Result>;
}

/** The session ended or the server stops: unwinds the run without a trace in the log. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}
