export type { AgentSpec, Environment, Skill } from './agent.js';
export { ANSWER_OUTCOMES, SESSION_ERROR_CODES } from './answer.js';
export type { Answer, AnswerFormat, AnswerOutcome, SessionErrorCode } from './answer.js';
export type { ChangesRead, ChangesReading, ChangesSource } from './changes-source.js';
export { systemClock } from './clock.js';
export type { Clock, TimerHandle } from './clock.js';
export { COMMANDS, COMMAND_NAMES } from './command.js';
export type { CommandName } from './command.js';
export { ENDPOINTS, ENDPOINT_NAMES, endpointPath } from './endpoints.js';
export type { Endpoint, EndpointName, PathParameters } from './endpoints.js';
export { ERROR_CODES } from './error-codes.js';
export type { ErrorCode, ErrorCodeName } from './error-codes.js';
export type { JsonObject, JsonSchema, JsonValue } from './json.js';
export { LIMITS } from './limits.js';
export type { FileContent, ImageContent, UserMessage, UserMessageBatch } from './message.js';
export type { Metrics, ModelCost, ModelUsage } from './metrics.js';
export type { SessionChanges } from './session-changes.js';
export { AGENT_EVENT_KINDS, SESSION_EVENT_TYPES } from './session-event.js';
export type {
  AgentEventData,
  AgentEventKind,
  AgentEventKinds,
  AnswerEvent,
  EventEnvelope,
  FlowEvent,
  KnownSessionEvent,
  MessageEvent,
  ObservationEvent,
  PolicyEvent,
  SessionEvent,
  SessionEventData,
  SessionEventType,
} from './session-event.js';
export type {
  FileEntry,
  ListFilesRequest,
  ListFilesResponse,
  ReadFileRequest,
  ReadFileResponse,
  WriteFileRequest,
  WriteFileResponse,
} from './session-files.js';
export {
  SESSION_STATUSES,
  STATUSES,
  WIRE_STATUSES,
  WIRE_STATUS_WORDS,
  isSessionStatus,
  isSettled,
  isTerminal,
  isWireStatus,
} from './session-status.js';
export type {
  SessionStatus,
  SettledStatus,
  StatusTraits,
  TerminalStatus,
  WireStatus,
  WireWordTraits,
} from './session-status.js';
export type {
  Feedback,
  Page,
  QuotaStatus,
  Session,
  SessionRequest,
  SessionStatusBody,
  SessionSummary,
  ShareLink,
  StatusWord,
} from './session.js';
export type { ToolDefinition, ToolError, ToolRequest, ToolResult, ToolResultBatch } from './tool.js';
