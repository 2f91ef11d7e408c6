import { LEAF_STATES, readFacts, type LeafState } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';
import { count, money } from './format.js';
import { asList, asRecord, asText } from './untrusted.js';

/** What sort of thing happened; the timeline can show some of them alone. */
export type EventSort = 'step' | 'sees' | 'tool' | 'message' | 'answer' | 'error' | 'lifecycle' | 'other';

/** A call of a tool, or what came of it. */
export interface ToolCall {
  readonly name: string;
  readonly value: unknown;
}

/** One line of the timeline. All of it comes from the platform and is shown as text alone. */
export interface EventLine {
  readonly sort: EventSort;
  readonly title: string;
  readonly text: string;
  /** What the agent thought before it said `text`. */
  readonly thought: string;
  readonly tools: readonly ToolCall[];
  /** Where screenshots are, if there are some. */
  readonly images: readonly unknown[];
  /** The state that the event tells of. */
  readonly state: LeafState | null;
}

type Line = Pick<EventLine, 'sort' | 'title'> & Partial<EventLine>;

const STATE_TITLES: Readonly<Record<LeafState, string>> = {
  queued: 'Queued: waiting for a free place',
  launching: 'Launching',
  working: 'Running',
  awaitingTools: 'Waiting for results of tools',
  paused: 'Paused',
  idle: 'Idle: waiting for a message',
  completed: 'Completed',
  timed_out: 'Timed out',
  interrupted: 'Interrupted',
  failed: 'Failed',
};

/** Says what an event is, for people. Nothing is believed about its shape. */
export function describeEvent(event: { readonly type: unknown; readonly data: unknown }): EventLine {
  const line = { text: '', thought: '', tools: [], images: [], state: null };
  return { ...line, ...lineOf(asText(event.type), asRecord(event.data), event) };
}

function lineOf(type: string, data: Record<string, unknown>, event: { readonly data: unknown }): Line {
  switch (type) {
    case 'AgentEvent':
      return agentLine(asText(data['kind']), data);
    case 'AgentErrorEvent':
      return { sort: 'error', title: 'Failed', text: asText(data['error']), state: 'failed' };
    case 'MetricsUpdateEvent':
      return { sort: 'other', title: 'Totals', text: totals(asRecord(data['metrics'])) };
    case 'LiveViewUrlEvent':
      return { sort: 'other', title: 'Live view', text: asText(data['live_view_url']) };
    case 'FileTransferEvent':
      return { sort: 'other', title: 'File', text: `${asText(data['direction'])} ${asText(data['path'])}` };
    case 'AttachmentEvent':
      return { sort: 'other', title: 'Attachment', text: `${asText(data['name'])} (${asText(data['media_type'])})` };
    default:
      return stateLine(event) ?? { sort: 'other', title: type, text: asText(event.data) };
  }
}

function stateLine(event: { readonly data: unknown }): Line | null {
  const reading = readFacts(event as SessionEvent);
  if (!reading) return null;
  const [state] = reading.states;
  const word = asText(asRecord(event.data)['reason']);
  return {
    sort: 'lifecycle',
    title: STATE_TITLES[state],
    state,
    ...(LEAF_STATES[state].terminal && word !== '' && word !== 'finished' && word !== state ? { text: word } : {}),
  };
}

function agentLine(kind: string, data: Record<string, unknown>): Line {
  switch (kind) {
    case 'policy_event':
      return {
        sort: 'step',
        title: 'Step',
        thought: asText(data['reasoning_content']),
        text: [asText(data['content']), ...asList(data['validation_errors']).map(asText)].filter(Boolean).join('\n'),
        tools: asList(data['tool_reqs']).map((call) => {
          const { tool_name: name, args } = asRecord(call);
          return { name: asText(name), value: args };
        }),
      };
    case 'observation_event':
      return { sort: 'sees', title: 'Sees', text: asText(data['text']), images: images([data['image']]) };
    case 'tool_result':
      return {
        sort: 'tool',
        title: 'Result',
        tools: [{ name: asText(asRecord(data['tool_req'])['tool_name']), value: data['result'] }],
      };
    case 'answer_event': {
      const { answer } = data;
      const text = typeof answer === 'string' ? answer : '';
      return {
        sort: 'answer',
        title: 'Answer',
        text,
        tools: text === '' && answer !== null && answer !== undefined ? [{ name: 'answer', value: answer }] : [],
      };
    }
    case 'error_event':
      return {
        sort: 'error',
        title: 'Error',
        text: [data['error'], data['origin']].map(asText).filter(Boolean).join(' · '),
      };
    case 'message_event': {
      const parts = asList(data['content']);
      const from = asText(data['caller_id']);
      return {
        sort: 'message',
        title: from === '' || from === 'user' ? 'Message' : `Message of ${from}`,
        text: parts.filter((part) => typeof part === 'string').join('\n'),
        images: images(parts),
      };
    }
    case 'flow_event':
      return { sort: 'lifecycle', title: `Asked to ${asText(data['flow']).replaceAll('_', ' ')}` };
    default:
      return { sort: 'other', title: kind === '' ? 'Agent event' : kind, text: asText(data) };
  }
}

function images(parts: readonly unknown[]): readonly unknown[] {
  return parts.filter((part) => typeof part === 'object' && part !== null);
}

function totals(metrics: Record<string, unknown>): string {
  const { total_cost: cost, steps } = metrics;
  const words = [
    typeof steps === 'number' ? `${count(steps)} ${steps === 1 ? 'step' : 'steps'}` : '',
    typeof cost === 'number' ? money(cost) : '',
  ].filter(Boolean);
  return words.length > 0 ? words.join(' · ') : asText(metrics);
}
