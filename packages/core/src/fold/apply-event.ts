import type { Metrics, SessionEvent, ToolRequest } from '@agent-session/protocol';
import type { StateDraft } from './state-draft.js';
import { endIntentByEcho, endIntentsByAnswer, endIntentsBySettledCalls } from './intents.js';
import { agentEventBody, readMessageEvent, readToolRequest, readToolRequests } from '../reading/read-event.js';
import { asRecord, asString } from '../reading/unknown-value.js';

/** How many ids of settled tool calls are remembered. */
const SETTLED_CALLS_LIMIT = 128;

/** Folds what an event says beside the lifecycle. Most events say nothing here; none can make it throw. */
export function applyEvent(draft: StateDraft, event: SessionEvent, index: number): void {
  switch (event.type) {
    case 'AgentEvent':
      applyAgentEvent(draft, event, index);
      return;
    case 'MetricsUpdateEvent': {
      const metrics = asRecord(asRecord(event.data)?.['metrics']);
      if (metrics !== null) applyMetrics(draft, metrics);
      return;
    }
    case 'ActiveStateChangeEvent': {
      const data = asRecord(event.data);
      if (data?.['state'] === 'awaiting_tool_results') {
        announceCalls(draft, readToolRequests(data['pending_tool_calls']));
      }
      return;
    }
    case 'AgentErrorEvent':
      draft.error = asString(asRecord(event.data)?.['error']) ?? draft.error;
      return;
    case 'LiveViewUrlEvent': {
      const data = asRecord(event.data);
      draft.liveViewUrl = asString(data?.['live_view_url']) ?? asString(data?.['url']) ?? draft.liveViewUrl;
      return;
    }
    default:
  }
}

function applyAgentEvent(draft: StateDraft, event: SessionEvent, index: number): void {
  const body = agentEventBody(event.data);
  switch (body?.['kind']) {
    case 'policy_event':
      if (!draft.stepsReported) draft.steps += 1;
      return;
    case 'answer_event': {
      const outcome = asString(body['outcome']);
      const turn = draft.behind?.turn ?? draft.turn;
      draft.answer = { value: (body['answer'] ?? null) as never, outcome, turn, eventIndex: index };
      draft.outcome = outcome;
      endIntentsByAnswer(draft);
      return;
    }
    case 'message_event': {
      const { caller_id: callerId, content = [] } = readMessageEvent(body);
      const text = content.filter((part) => typeof part === 'string').join('\n');
      endIntentByEcho(draft, { text, callerId, eventIndex: index, turn: draft.behind?.turn ?? draft.turn });
      return;
    }
    case 'tool_result':
    case 'error_event': {
      const id = readToolRequest(body['tool_req'])?.id ?? asString(body['tool_call_id']);
      if (id === null || !draft.announcedToolCalls.some((call) => call.id === id)) return;
      announceCalls(
        draft,
        draft.announcedToolCalls.filter((call) => call.id !== id),
      );
      return;
    }
    default:
  }
}

/** Takes over which calls the events say are open; those that were and are not any more are settled. */
export function announceCalls(draft: StateDraft, calls: readonly ToolRequest[]): void {
  const open = new Set(calls.map(({ id }) => id));
  const settled = draft.announcedToolCalls.flatMap(({ id }) => (id != null && !open.has(id) ? [id] : []));
  draft.announcedToolCalls = calls;
  // A platform may give the same id again: it is open then, not settled.
  draft.settledToolCallIds = [...draft.settledToolCallIds.filter((id) => !open.has(id)), ...settled].slice(
    -SETTLED_CALLS_LIMIT,
  );
  showOpenCalls(draft);
}

/**
 * The calls that the events announced are open where the state waits for them, also under a pause, and nowhere else. An
 * event announces them before the fact that it carries, and while a status read runs ahead.
 */
export function showOpenCalls(draft: StateDraft): void {
  const waits = draft.state === 'awaitingTools' || (draft.state === 'paused' && draft.resumesTo === 'awaitingTools');
  const calls = waits ? draft.announcedToolCalls : NO_CALLS;
  if (calls.length === 0 && draft.pendingToolCalls.length === 0) return;
  draft.pendingToolCalls = calls;
  if (draft.intents.length > 0) endIntentsBySettledCalls(draft);
}

/** No call is open. */
export const NO_CALLS: readonly ToolRequest[] = [];

/** Takes over totals the platform counted. */
export function applyMetrics(draft: StateDraft, metrics: Metrics): void {
  draft.metrics = metrics;
  if (typeof metrics.steps === 'number') applyReportedSteps(draft, metrics.steps);
}

/** Takes over a number of steps the platform counted: it never goes back. */
export function applyReportedSteps(draft: StateDraft, steps: number): void {
  draft.steps = draft.stepsReported ? Math.max(draft.steps, steps) : steps;
  draft.stepsReported = true;
}
