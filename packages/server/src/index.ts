export { defineAgent } from './agents/agent.js';
export type {
  Agent,
  AgentContext,
  AgentOutput,
  AnswerRequestReason,
  LaunchContext,
  MetricsUpdate,
  RefusedAnswerIssue,
} from './agents/agent.js';
export { AgentFailure } from './agents/agent-failure.js';
export { fetchCauses } from './agents/fetch-causes.js';
export { checkScript, checkScriptStep } from './agents/check-script.js';
export { scriptedAgent } from './agents/scripted.js';
export type { ScriptWait, ScriptedAgentOptions } from './agents/scripted.js';
export type { Script, ScriptStep, ScriptedCommand } from './agents/script.js';
export { hashKey } from './auth/hash-key.js';
export type { ApiKey, AuthOptions } from './auth/authenticator.js';
export { createServer } from './create-server.js';
export type { SessionServer } from './create-server.js';
export type { LogRecord, ServerLog } from './http/server-log.js';
export { SubSessionError } from './runs/agent-context.js';
export type { ServerLimits, ServerOptions } from './server-options.js';
export { createMemoryStore } from './store/memory-session-store.js';
export type { SessionStore } from './store/session-store.js';
export { waitOn } from './time/wait-on.js';
