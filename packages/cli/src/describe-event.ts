import { readEvent } from '@agent-session/core';
import type { AgentEventData, SessionEvent } from '@agent-session/protocol';
import { printable } from './printable.js';

/** What a person reads of one event: a short label and a text. */
export interface EventDescription {
  readonly label: 'step' | 'sees' | 'tool' | 'message' | 'error' | 'control' | 'view' | 'file' | 'event';
  readonly text: string;
}

/** Describes an event for people; `null` for those that only move the status or the totals, which are shown apart. */
export function describeEvent(raw: SessionEvent): EventDescription | null {
  const read = readEvent(raw);
  if (!read.known) return { label: 'event', text: printable(raw.type) };
  const { event } = read;
  switch (event.type) {
    case 'AgentEvent':
      return describeAgentEvent(event.data);
    case 'LiveViewUrlEvent':
      return { label: 'view', text: printable(event.data.live_view_url) };
    case 'FileTransferEvent':
      return { label: 'file', text: printable(`${event.data.direction} ${event.data.path}`) };
    case 'AttachmentEvent':
      return { label: 'file', text: printable(event.data.name) };
    case 'AgentErrorEvent':
      return { label: 'error', text: printable(event.data.error) };
    case 'RequestStartEvent':
    case 'RequestStartDispatchedEvent':
    case 'AgentStartedEvent':
    case 'AgentCompletionEvent':
    case 'AgentRunStatusChangeEvent':
    case 'ActiveStateChangeEvent':
    case 'MetricsUpdateEvent':
    case 'RunnerSessionEvent':
      return null;
  }
}

function describeAgentEvent(data: AgentEventData): EventDescription | null {
  switch (data.kind) {
    case 'policy_event': {
      const calls = (data.tool_reqs ?? []).map(({ tool_name: name, args }) => `${name} ${JSON.stringify(args ?? {})}`);
      return { label: 'step', text: printable(data.content ?? data.reasoning_content ?? calls.join(', ')) };
    }
    case 'observation_event':
      return { label: 'sees', text: printable(data.text ?? data.type ?? 'its environment') };
    case 'tool_result':
      return { label: 'tool', text: printable(`${data.tool_req.tool_name} returned`) };
    case 'error_event':
      return { label: 'error', text: printable(`${data.error} (${data.origin})`) };
    case 'message_event': {
      const parts = (data.content ?? []).map((part) => (typeof part === 'string' ? part : '[image]'));
      return { label: 'message', text: printable(`${data.caller_id}: ${parts.join(' ')}`) };
    }
    case 'flow_event':
      return { label: 'control', text: printable(data.flow) };
    case 'answer_event':
      return null;
  }
}
