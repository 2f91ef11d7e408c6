import {
  AGENT_EVENT_KINDS,
  SESSION_EVENT_TYPES,
  type AgentEventData,
  type AgentEventKind,
  type ImageContent,
  type KnownSessionEvent,
  type MessageEvent,
  type SessionEvent,
  type SessionEventType,
  type ToolRequest,
} from '@agent-session/protocol';
import { asArray, asRecord, asString, type UnknownRecord } from './unknown-value.js';

/** An event as this package understands it. `raw` is always what came. */
export type ReadEvent =
  | { readonly known: true; readonly event: KnownSessionEvent; readonly raw: SessionEvent }
  | { readonly known: false; readonly raw: SessionEvent };

/**
 * Reads an event of any generation of the wire into the newest shape: nested `AgentEvent`s are flattened, `url` becomes
 * `live_view_url`, `message` becomes `content`, old tool calls get their new names. Types and kinds nobody knows come
 * back as `known: false`. Fields the newest shape does not have stay in `raw` only. Never throws.
 *
 * @example
 * const read = readEvent(event);
 * if (read.known && read.event.type === 'LiveViewUrlEvent') open(read.event.data.live_view_url);
 */
export function readEvent(raw: SessionEvent): ReadEvent {
  const { type, timestamp } = raw;
  if (!isKnownType(type)) return { known: false, raw };
  const data = readData(type, asRecord(raw.data) ?? {});
  if (data === null) return { known: false, raw };
  return { known: true, event: { type, data, timestamp } as KnownSessionEvent, raw };
}

function isKnownType(type: unknown): type is SessionEventType {
  return typeof type === 'string' && Object.hasOwn(SESSION_EVENT_TYPES, type);
}

function readData(type: SessionEventType, data: UnknownRecord): unknown {
  switch (type) {
    case 'AgentEvent':
      return readAgentEvent(data);
    case 'LiveViewUrlEvent':
      return { live_view_url: asString(data['live_view_url']) ?? asString(data['url']) ?? '' };
    case 'ActiveStateChangeEvent':
      return { ...data, pending_tool_calls: readToolRequests(data['pending_tool_calls']) };
    case 'MetricsUpdateEvent':
      return { ...data, metrics: asRecord(data['metrics']) ?? {} };
    case 'AgentErrorEvent':
      return { ...data, error: asString(data['error']) ?? '' };
    default:
      return data;
  }
}

/** The agent's own event, whichever way it is wrapped. */
export function agentEventBody(data: unknown): UnknownRecord | null {
  const outer = asRecord(data);
  if (outer === null) return null;
  return typeof outer['kind'] === 'string' ? outer : asRecord(outer['event']);
}

function readAgentEvent(data: UnknownRecord): AgentEventData | null {
  const body = agentEventBody(data);
  const kind = body?.['kind'];
  if (body === null || typeof kind !== 'string' || !Object.hasOwn(AGENT_EVENT_KINDS, kind)) return null;
  return AGENT_EVENT_READERS[kind as AgentEventKind](body);
}

const AGENT_EVENT_READERS = {
  policy_event: (body) => ({
    kind: 'policy_event',
    reasoning_content: asString(body['reasoning_content']),
    content: asString(body['content']) ?? asString(body['message']),
    tool_reqs: readToolRequests(body['tool_reqs']),
    validation_errors: asArray(body['validation_errors']).map(String),
  }),
  tool_result: (body) => ({
    kind: 'tool_result',
    tool_req: readToolRequest(body['tool_req']) ?? { tool_name: '', args: {}, id: asString(body['tool_call_id']) },
    result: (body['result'] ?? null) as never,
    truncated: body['truncated'] === true,
    output_artifact_path: asString(body['output_artifact_path']),
  }),
  answer_event: (body) => ({
    kind: 'answer_event',
    answer: (body['answer'] ?? null) as never,
    outcome: asString(body['outcome']) as never,
  }),
  error_event: (body) => ({
    kind: 'error_event',
    error: asString(body['error']) ?? '',
    origin: asString(body['origin']) ?? '',
    tool_req: readToolRequest(body['tool_req']),
  }),
  message_event: (body) => readMessageEvent(body),
  observation_event: (body) => readObservation(body),
  flow_event: (body) => ({
    kind: 'flow_event',
    flow: asString(body['flow']) ?? '',
    origin: asString(body['origin']) ?? '',
  }),
} as const satisfies Record<AgentEventKind, (body: UnknownRecord) => AgentEventData>;

/** The echo of a message, of any generation. */
export function readMessageEvent(body: UnknownRecord): MessageEvent {
  return {
    kind: 'message_event',
    caller_id: asString(body['caller_id']) ?? 'user',
    content: readMessageContent(body['content'] ?? body['message']),
  };
}

function readObservation(body: UnknownRecord): AgentEventData {
  const nested = asRecord(body['observation']);
  if (nested === null) {
    return {
      kind: 'observation_event',
      type: asString(body['type']),
      text: asString(body['text']),
      image: readImage(body['image']),
      metadata: asRecord(body['metadata']) ?? {},
    };
  }
  const { kind, text, image, ...metadata } = nested;
  return {
    kind: 'observation_event',
    type: asString(kind),
    text: asString(text),
    image: readImage(image),
    metadata,
  };
}

function readImage(value: unknown): ImageContent | null {
  const image = asRecord(value);
  const source = asString(image?.['source']);
  if (image === null || source === null) return null;
  const type = asString(image['type']) ?? 'url';
  return { ...image, source, type: type === 's3' ? 'url' : type };
}

function readMessageContent(value: unknown): readonly (string | ImageContent)[] {
  if (typeof value === 'string') return [value];
  return asArray(value).flatMap((part) => {
    if (typeof part === 'string') return [part];
    return readImage(part) ?? asString(asRecord(part)?.['text']) ?? [];
  });
}

/** Tool calls of any generation; what is no call is left out. */
export function readToolRequests(value: unknown): readonly ToolRequest[] {
  return asArray(value).flatMap((item) => readToolRequest(item) ?? []);
}

/** A tool call: `{ tool_name, args, id }`, or the older `{ name, arguments, id }`. */
export function readToolRequest(value: unknown): ToolRequest | null {
  const request = asRecord(value);
  if (request === null) return null;
  return {
    tool_name: asString(request['tool_name']) ?? asString(request['name']) ?? '',
    args: (asRecord(request['args']) ?? asRecord(request['arguments']) ?? {}) as never,
    id: asString(request['id']),
  };
}
