import type { JsonObject, SessionEvent, SessionEventType, ToolRequest } from '@agent-session/protocol';
import { asRecord } from '../reading/unknown-value.js';
import { FACT_NAMES, type FactName } from './fact.js';
import type { LeafState, ResumesTo } from './leaf-state.js';

/** The event that carries a fact, and what it tells a reader. */
export interface WireFact {
  readonly type: SessionEventType;
  /** What in the data tells the fact; `{}`: the type alone does. */
  readonly data: JsonObject;
  /**
   * The state the event tells of, then those it does not contradict: what it tells may have come before them. Left out:
   * a reader finds this fact by the event of another one.
   */
  readonly states?: readonly [LeafState, ...LeafState[]];
  /** The facts that the same event tells instead where this one cannot happen. */
  readonly or?: readonly FactName[];
  /** What a pause remembers from the event on: it tells what the agent waits for, which ends no pause. */
  readonly resumesTo?: ResumesTo;
}

/** Where a run is after its launch. News of the launch that come late change nothing there. */
const LAUNCHED = ['working', 'awaitingTools', 'paused', 'idle'] as const;
const ENDED = ['completed', 'timed_out', 'interrupted', 'failed'] as const;
const launch = { type: 'RequestStartEvent', data: {} } as const;
const activation = { type: 'ActiveStateChangeEvent', data: { state: 'running' } } as const;

/**
 * fact ↔ wire event: the one table that a server writes by and a reader reads by. Two facts can share an event; which
 * one it is then depends on the current state.
 */
export const WIRE_FACTS = {
  launched: { ...launch, states: ['launching', 'queued', ...LAUNCHED], or: ['reopened', 'queued'] },
  queued: {
    type: 'RequestStartEvent',
    data: { status: 'queued' },
    states: ['queued', 'launching', ...LAUNCHED],
    or: ['reopened'],
  },
  dequeued: {
    type: 'RequestStartDispatchedEvent',
    data: { status: 'pending' },
    states: ['launching', ...LAUNCHED, ...ENDED],
  },
  started: { type: 'AgentStartedEvent', data: {}, states: ['working', 'awaitingTools'] },
  paused: { type: 'AgentRunStatusChangeEvent', data: { status: 'paused' }, states: ['paused'] },
  resumed: { type: 'AgentRunStatusChangeEvent', data: { status: 'running' }, states: ['working', 'awaitingTools'] },
  idled: { type: 'ActiveStateChangeEvent', data: { state: 'idle' }, states: ['idle'] },
  woken: activation,
  awaitedTools: {
    type: 'ActiveStateChangeEvent',
    data: { state: 'awaiting_tool_results' },
    states: ['awaitingTools'],
    resumesTo: 'awaitingTools',
  },
  toolsSettled: { ...activation, states: ['working'], or: ['woken'], resumesTo: 'working' },
  completed: { type: 'AgentCompletionEvent', data: { reason: 'finished' }, states: ['completed'] },
  timedOut: { type: 'AgentCompletionEvent', data: { reason: 'timed_out' }, states: ['timed_out'] },
  interrupted: { type: 'AgentCompletionEvent', data: { reason: 'stopped' }, states: ['interrupted'] },
  failed: { type: 'AgentErrorEvent', data: {}, states: ['failed'] },
  reopened: launch,
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
export interface FactReading extends Pick<WireFact, 'resumesTo'> {
  /** The facts it can carry, likeliest first. */
  readonly facts: readonly [FactName, ...FactName[]];
  /** The state it tells of, then those it does not contradict. */
  readonly states: readonly [LeafState, ...LeafState[]];
}

/** type of event → what its events can say. */
const READINGS = new Map<string, (FactReading & Pick<WireFact, 'data'>)[]>();
for (const fact of FACT_NAMES) {
  const { type, states, or = [], ...rest }: WireFact = WIRE_FACTS[fact];
  if (states === undefined) continue;
  const readings = [...(READINGS.get(type) ?? []), { ...rest, states, facts: [fact, ...or] as const }];
  // Those that need data first, so that the one that needs none is what is left.
  READINGS.set(type, [...readings.filter(needsData), ...readings.filter((each) => !needsData(each))]);
}

function needsData({ data }: Pick<WireFact, 'data'>): boolean {
  return Object.keys(data).length > 0;
}

/**
 * What an event says of the lifecycle, or `null` for the many that say nothing. An event of a type that carries one fact
 * alone says it whatever its data are. Never throws, whatever the event holds.
 */
export function readFacts(event: SessionEvent): FactReading | null {
  const readings = READINGS.get(event.type);
  if (readings === undefined || readings.length === 1) return readings?.[0] ?? null;
  const found = asRecord(event.data) ?? {};
  return readings.find(({ data }) => Object.entries(data).every(([key, word]) => found[key] === word)) ?? null;
}
