import type { JsonObject, SessionEvent, SessionEventType, ToolRequest } from '@agent-session/protocol';
import type { FactName } from './fact.js';
import type { LeafState, ResumesTo } from './leaf-state.js';

/** The type and the fixed part of the data of the event that carries a fact. */
export interface WireFact {
  readonly type: SessionEventType;
  /** What in the data tells the fact; `{}`: the type alone does. */
  readonly data: JsonObject;
}

/**
 * fact → wire event. The one table that a server writes by and a reader reads by. Two facts can share an event; which
 * one it is then depends on the current state.
 */
export const WIRE_FACTS = {
  launched: { type: 'RequestStartEvent', data: {} },
  queued: { type: 'RequestStartEvent', data: { status: 'queued' } },
  dequeued: { type: 'RequestStartDispatchedEvent', data: { status: 'pending' } },
  started: { type: 'AgentStartedEvent', data: {} },
  paused: { type: 'AgentRunStatusChangeEvent', data: { status: 'paused' } },
  resumed: { type: 'AgentRunStatusChangeEvent', data: { status: 'running' } },
  idled: { type: 'ActiveStateChangeEvent', data: { state: 'idle' } },
  woken: { type: 'ActiveStateChangeEvent', data: { state: 'running' } },
  awaitedTools: { type: 'ActiveStateChangeEvent', data: { state: 'awaiting_tool_results' } },
  toolsSettled: { type: 'ActiveStateChangeEvent', data: { state: 'running' } },
  completed: { type: 'AgentCompletionEvent', data: { reason: 'finished' } },
  timedOut: { type: 'AgentCompletionEvent', data: { reason: 'timed_out' } },
  interrupted: { type: 'AgentCompletionEvent', data: { reason: 'stopped' } },
  failed: { type: 'AgentErrorEvent', data: {} },
  reopened: { type: 'RequestStartEvent', data: {} },
} as const satisfies Record<FactName, WireFact>;

/** What a fact can bring along into its event and its entry. */
export interface FactDetails {
  /** Calls that wait for a result: for `awaitedTools`. */
  readonly pendingToolCalls?: readonly ToolRequest[];
  /** Why the run failed or timed out, for people. */
  readonly error?: string;
  /** Why the run failed or timed out: an `error_code` of the wire. */
  readonly errorCode?: string;
  /** What went wrong in detail; only in the event, never in a status. */
  readonly trace?: string;
}

/**
 * The visible event by which a server makes a fact known.
 *
 * @param timestamp - ISO 8601.
 * @example
 * eventForFact('idled', {}, '2026-01-01T00:00:00.000Z');
 * // { type: 'ActiveStateChangeEvent', data: { state: 'idle' }, timestamp: '2026-01-01T00:00:00.000Z' }
 */
export function eventForFact(fact: FactName, details: FactDetails, timestamp: string): SessionEvent {
  const { type, data } = WIRE_FACTS[fact];
  switch (fact) {
    case 'awaitedTools':
      return { type, data: { ...data, pending_tool_calls: details.pendingToolCalls ?? [] }, timestamp };
    case 'failed':
      return { type, data: { error: details.error ?? 'The run failed.', trace: details.trace ?? '' }, timestamp };
    default:
      return { type, data, timestamp };
  }
}

/** What an event says of the lifecycle. */
export interface FactReading {
  /** The facts it can carry, likeliest first. */
  readonly facts: readonly [FactName, ...FactName[]];
  /** The state it tells of, then those it does not contradict: what it tells may have come before them. */
  readonly states: readonly [LeafState, ...LeafState[]];
  /** What a pause remembers from it on: it tells what the agent waits for, which ends no pause. */
  readonly resumesTo?: ResumesTo;
}

/** Where a run is after its launch. News of the launch that come late change nothing there. */
const LAUNCHED = ['working', 'awaitingTools', 'paused', 'idle'] as const;

const READINGS = {
  launched: { facts: ['launched', 'reopened', 'queued'], states: ['launching', 'queued', ...LAUNCHED] },
  queued: { facts: ['queued', 'reopened'], states: ['queued', 'launching', ...LAUNCHED] },
  dequeued: {
    facts: ['dequeued'],
    states: ['launching', ...LAUNCHED, 'completed', 'timed_out', 'interrupted', 'failed'],
  },
  started: { facts: ['started'], states: ['working', 'awaitingTools'] },
  paused: { facts: ['paused'], states: ['paused'] },
  resumed: { facts: ['resumed'], states: ['working', 'awaitingTools'] },
  idled: { facts: ['idled'], states: ['idle'] },
  activated: { facts: ['toolsSettled', 'woken'], states: ['working'], resumesTo: 'working' },
  awaitedTools: { facts: ['awaitedTools'], states: ['awaitingTools'], resumesTo: 'awaitingTools' },
  completed: { facts: ['completed'], states: ['completed'] },
  timedOut: { facts: ['timedOut'], states: ['timed_out'] },
  interrupted: { facts: ['interrupted'], states: ['interrupted'] },
  failed: { facts: ['failed'], states: ['failed'] },
} as const satisfies Record<string, FactReading>;

/**
 * What an event says of the lifecycle, or `null` for the many that say nothing. Never throws, whatever the event holds.
 */
export function readFacts(event: SessionEvent): FactReading | null {
  switch (event.type) {
    case 'RequestStartEvent':
      return word(event, 'status') === 'queued' ? READINGS.queued : READINGS.launched;
    case 'RequestStartDispatchedEvent':
      return READINGS.dequeued;
    case 'AgentStartedEvent':
      return READINGS.started;
    case 'AgentErrorEvent':
      return READINGS.failed;
    case 'AgentRunStatusChangeEvent':
      return byWord(RUN_STATUSES, word(event, 'status'));
    case 'ActiveStateChangeEvent':
      return byWord(ACTIVE_STATES, word(event, 'state'));
    case 'AgentCompletionEvent':
      return byWord(COMPLETION_REASONS, word(event, 'reason'));
    default:
      return null;
  }
}

const RUN_STATUSES = { paused: READINGS.paused, running: READINGS.resumed };
const ACTIVE_STATES = {
  idle: READINGS.idled,
  running: READINGS.activated,
  awaiting_tool_results: READINGS.awaitedTools,
};
const COMPLETION_REASONS = {
  finished: READINGS.completed,
  timed_out: READINGS.timedOut,
  stopped: READINGS.interrupted,
};

function byWord(readings: Readonly<Record<string, FactReading>>, key: string | null): FactReading | null {
  return key !== null && Object.hasOwn(readings, key) ? (readings[key] ?? null) : null;
}

function word(event: SessionEvent, key: string): string | null {
  const { data } = event;
  if (typeof data !== 'object' || data === null) return null;
  const value = (data as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : null;
}
