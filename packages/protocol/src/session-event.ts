import type { AnswerOutcome } from './answer.js';
import type { JsonValue } from './json.js';
import type { ImageContent } from './message.js';
import type { Metrics } from './metrics.js';
import type { ToolRequest, ToolError, ToolResult } from './tool.js';

/** The envelope every event has. Events carry no id and no index: an index is the position in the stream. */
export interface EventEnvelope<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** ISO 8601 date-time. */
  readonly timestamp: string;
}

/** What the agent decided to do next. */
export interface PolicyEvent {
  readonly kind: 'policy_event';
  readonly reasoning_content?: string | null;
  readonly content?: string | null;
  readonly tool_reqs?: readonly ToolRequest[];
  readonly validation_errors?: readonly string[];
}

/** What the agent perceived. */
export interface ObservationEvent {
  readonly kind: 'observation_event';
  readonly type?: string | null;
  readonly text?: string | null;
  readonly image?: ImageContent | null;
  readonly metadata?: { readonly [key: string]: unknown };
}

/** An answer the agent gives; the latest one counts. */
export interface AnswerEvent {
  readonly kind: 'answer_event';
  readonly answer: JsonValue;
  readonly outcome?: AnswerOutcome | null;
}

/** The echo of a message that reached the agent. */
export interface MessageEvent {
  readonly kind: 'message_event';
  readonly caller_id: string;
  readonly content?: readonly (string | ImageContent)[];
}

/** A lifecycle control that reached the agent. */
export interface FlowEvent {
  readonly kind: 'flow_event';
  readonly flow: 'pause' | 'resume' | 'force_answer' | 'stop' | (string & {});
  readonly origin: string;
}

/** What an `AgentEvent` carries, by `kind`. */
export interface AgentEventKinds {
  readonly policy_event: PolicyEvent;
  readonly tool_result: ToolResult;
  readonly answer_event: AnswerEvent;
  readonly error_event: ToolError;
  readonly message_event: MessageEvent;
  readonly observation_event: ObservationEvent;
  readonly flow_event: FlowEvent;
}

/** The kinds of `AgentEvent`, as a total table so that a new one cannot be forgotten. */
export const AGENT_EVENT_KINDS = {
  policy_event: true,
  tool_result: true,
  answer_event: true,
  error_event: true,
  message_event: true,
  observation_event: true,
  flow_event: true,
} as const satisfies Record<keyof AgentEventKinds, true>;

export type AgentEventKind = keyof AgentEventKinds;
export type AgentEventData = AgentEventKinds[AgentEventKind];

/** `data` of each event type known on the wire (newest generation). Source: wire notes 3.7. */
export interface SessionEventData {
  readonly RequestStartEvent: { readonly [key: string]: unknown };
  readonly RequestStartDispatchedEvent: { readonly status: string };
  readonly AgentStartedEvent: { readonly [key: string]: unknown };
  readonly AgentCompletionEvent: { readonly reason: 'finished' | 'stopped' | 'timed_out' };
  readonly AgentErrorEvent: {
    readonly error: string;
    readonly trace?: string;
    readonly info?: { readonly [key: string]: unknown } | null;
  };
  readonly AgentRunStatusChangeEvent: { readonly status: 'running' | 'paused' };
  readonly ActiveStateChangeEvent: {
    readonly state: 'running' | 'idle' | 'awaiting_tool_results';
    readonly pending_tool_calls?: readonly ToolRequest[] | null;
  };
  readonly LiveViewUrlEvent: { readonly live_view_url: string };
  readonly MetricsUpdateEvent: { readonly metrics: Metrics };
  readonly FileTransferEvent: {
    readonly direction: 'download' | 'upload';
    readonly path: string;
    readonly size_bytes?: number | null;
  };
  readonly AttachmentEvent: {
    readonly origin: 'agent' | 'user';
    readonly name: string;
    readonly path: string;
    readonly media_type: string;
    readonly size_bytes: number;
    readonly url: string;
  };
  readonly RunnerSessionEvent: { readonly runner_session_id: string };
  readonly AgentEvent: AgentEventData;
}

/** The event types known on the wire, as a total table. */
export const SESSION_EVENT_TYPES = {
  RequestStartEvent: true,
  RequestStartDispatchedEvent: true,
  AgentStartedEvent: true,
  AgentCompletionEvent: true,
  AgentErrorEvent: true,
  AgentRunStatusChangeEvent: true,
  ActiveStateChangeEvent: true,
  LiveViewUrlEvent: true,
  MetricsUpdateEvent: true,
  FileTransferEvent: true,
  AttachmentEvent: true,
  RunnerSessionEvent: true,
  AgentEvent: true,
} as const satisfies Record<keyof SessionEventData, true>;

export type SessionEventType = keyof SessionEventData;

/** An event of a type this package knows, typed by its `type`. */
export type KnownSessionEvent = {
  [Type in SessionEventType]: EventEnvelope<Type, SessionEventData[Type]>;
}[SessionEventType];

/** An event as it came, known or not, of either generation. Nothing is dropped from it. */
export type SessionEvent = EventEnvelope;
