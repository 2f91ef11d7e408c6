import { asRecord, asText } from './untrusted.js';

/** One line of the timeline. All of it comes from the platform and is shown as text alone. */
export interface EventLine {
  readonly what: string;
  readonly text: string;
  readonly tone: 'agent' | 'user' | 'tool' | 'lifecycle' | 'answer' | 'error' | 'quiet';
  /** Where a screenshot is, if the event has one. */
  readonly image: unknown;
  readonly tools: readonly string[];
}

type Line = Omit<EventLine, 'image' | 'tools'> & Partial<EventLine>;

/** Says what an event is, for people. Nothing is believed about its shape. */
export function describeEvent(event: { readonly type: unknown; readonly data: unknown }): EventLine {
  return { image: null, tools: [], ...line(asText(event.type), asRecord(event.data)) };
}

function line(type: string, data: Record<string, unknown>): Line {
  switch (type) {
    case 'AgentEvent':
      return agentLine(asText(data['kind']), data);
    case 'AgentStartedEvent':
      return { what: 'started', text: 'the agent has started', tone: 'lifecycle' };
    case 'RequestStartEvent':
      return { what: 'launched', text: 'the session was created', tone: 'lifecycle' };
    case 'AgentCompletionEvent':
      return { what: 'ended', text: asText(data['reason']), tone: 'lifecycle' };
    case 'AgentErrorEvent':
      return { what: 'failed', text: asText(data['error']), tone: 'error' };
    case 'AgentRunStatusChangeEvent':
      return { what: 'status', text: asText(data['status']), tone: 'lifecycle' };
    case 'ActiveStateChangeEvent':
      return { what: 'state', text: asText(data['state']), tone: 'lifecycle' };
    case 'MetricsUpdateEvent':
      return { what: 'metrics', text: JSON.stringify(data['metrics'] ?? null), tone: 'quiet' };
    default:
      return { what: type, text: JSON.stringify(data), tone: 'quiet' };
  }
}

function agentLine(kind: string, data: Record<string, unknown>): Line {
  switch (kind) {
    case 'policy_event':
      return {
        what: 'step',
        text: [data['reasoning_content'], data['content']].map(asText).filter(Boolean).join('\n'),
        tone: 'agent',
        tools: list(data['tool_reqs']).map((call) => {
          const { tool_name: name, args } = asRecord(call);
          return `${asText(name)}(${args === undefined ? '' : JSON.stringify(args)})`;
        }),
      };
    case 'observation_event':
      return { what: 'sees', text: asText(data['text']), tone: 'tool', image: data['image'] ?? null };
    case 'tool_result':
      return {
        what: 'tool result',
        text: `${asText(asRecord(data['tool_req'])['tool_name'])}: ${asText(data['result'])}`,
        tone: 'tool',
      };
    case 'answer_event':
      return { what: 'answer', text: asText(data['answer']), tone: 'answer' };
    case 'error_event':
      return { what: 'error', text: asText(data['error']), tone: 'error' };
    case 'message_event': {
      const content = list(data['content']);
      return {
        what: asText(data['caller_id']) || 'message',
        text: content.filter((part) => typeof part === 'string').join('\n'),
        tone: 'user',
        image: content.find((part) => typeof part === 'object') ?? null,
      };
    }
    case 'flow_event':
      return { what: 'control', text: asText(data['flow']), tone: 'lifecycle' };
    default:
      return { what: kind, text: JSON.stringify(data), tone: 'quiet' };
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 100) : [];
}
