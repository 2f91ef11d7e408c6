import { LEAF_STATES } from '@agent-session/core';
import type {
  Metrics,
  ModelUsage,
  Session,
  SessionChanges,
  SessionStatusBody,
  SessionSummary,
  UserMessage,
  WireStatus,
} from '@agent-session/protocol';
import type { SessionRow } from '../store/session-index.js';
import type { HeldSession } from './held-session.js';
import type { ServerState } from './server-state.js';

/** Where people can look at a session, if anywhere. */
export type ViewUrl = (sessionId: string) => string | null;

/** The word of the wire for the state. */
export function statusWord(state: ServerState): WireStatus {
  return LEAF_STATES[state.lifecycle.state].word;
}

/** Body of `GET /sessions/{id}/status`. */
export function toStatusBody(state: ServerState): SessionStatusBody {
  const { error, errorCode, outcome } = state.lifecycle;
  return {
    status: statusWord(state),
    error,
    error_code: errorCode,
    outcome,
    steps: state.steps,
    usage_per_model: usageOf(state),
    subagent_session_ids: state.subSessionIds,
  };
}

/** Body of `GET /sessions/{id}`. */
export function toSession(session: HeldSession, viewUrl: ViewUrl): Session {
  const { startedAt, finishedAt, answer } = session.state.lifecycle;
  return {
    id: session.id,
    request: session.request,
    status: toStatusBody(session.state),
    agent_view_url: viewUrl(session.id),
    latest_answer: answer?.value ?? null,
    created_at: new Date(session.createdAt).toISOString(),
    started_at: startedAt,
    finished_at: finishedAt,
  };
}

/** Body of `GET /sessions/{id}/changes` without its events. */
export function toChangesHead(state: ServerState): Omit<SessionChanges, 'new_events'> {
  const { startedAt, finishedAt, error, errorCode, answer, outcome } = state.lifecycle;
  return {
    status: statusWord(state),
    started_at: startedAt,
    finished_at: finishedAt,
    error,
    error_code: errorCode,
    answer: answer?.value ?? null,
    outcome,
    metrics: metricsOf(state),
  };
}

/** One row of `GET /sessions`. */
export function toSummary(row: SessionRow, viewUrl: ViewUrl): SessionSummary {
  return {
    id: row.id,
    agent: row.agent,
    status: row.status,
    agent_view_url: viewUrl(row.id),
    first_message: row.firstMessage as UserMessage | null,
    created_at: new Date(row.createdAt).toISOString(),
    started_at: toIso(row.startedAt),
    finished_at: toIso(row.finishedAt),
    last_activity_at: toIso(row.lastActivityAt),
    anonymized_at: null,
  };
}

function metricsOf(state: ServerState): Metrics {
  return { cost_per_model: [], ...state.lifecycle.metrics, steps: state.steps };
}

function usageOf(state: ServerState): readonly ModelUsage[] {
  return (state.lifecycle.metrics?.cost_per_model ?? []).map(
    ({ name, input_tokens, output_tokens, reasoning_tokens }) => ({
      name,
      input_tokens,
      output_tokens,
      reasoning_tokens,
    }),
  );
}

function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
