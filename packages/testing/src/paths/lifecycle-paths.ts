import {
  FACT_NAMES,
  LEAF_STATES,
  allowedFacts,
  evolve,
  initialState,
  type FactName,
  type LeafState,
  type LogEntry,
  type SessionState,
} from '@agent-session/core';
import { factEntries } from '@agent-session/core/authority';
import { createSessionMachine, type FactEvent } from '@agent-session/core/machine';
import type { SessionEvent, WireStatus } from '@agent-session/protocol';
import { getShortestPaths } from '@xstate/graph';
import { checkOptions, described } from '../check-options.js';

/** One step of a path. */
export interface LifecycleStep {
  readonly fact: FactName;
  readonly from: LeafState;
  readonly to: LeafState;
}

/** A way through the lifecycle, from a session nobody has seen anything of. */
export interface LifecyclePath {
  /** `launched → started → paused`, for test titles. */
  readonly title: string;
  readonly steps: readonly LifecycleStep[];
  /** Where it leads. */
  readonly state: LeafState;
  /** The word of the wire for that. */
  readonly status: WireStatus;
  /** What a platform sends on the way, one event per step. */
  readonly events: readonly SessionEvent[];
  /** What a log holds then. */
  readonly log: readonly LogEntry[];
}

/** Which paths are wanted. */
export interface LifecyclePathsOptions {
  /** The platform reopens ended sessions. Default false. */
  readonly reopen?: boolean;
  /**
   * `transitions` (default): a path for each edge of the lifecycle, the shortest that ends with it. `states`: a shortest
   * path to each state.
   */
  readonly cover?: 'transitions' | 'states';
}

const AT = '2026-01-01T00:00:00.000Z';

/**
 * Every way a session can go, once: test your own code by each. Together the paths take every edge of the transition
 * table that changes the state.
 *
 * @throws TypeError for options there are not.
 * @example
 * test.each(lifecyclePaths())('my view follows $title', ({ events, status }) => {
 *   expect(myView(events).label).toBe(LABELS[status]);
 * });
 */
export function lifecyclePaths(options: LifecyclePathsOptions = {}): readonly LifecyclePath[] {
  checkOptions(options, { reopen: true, cover: true }, 'lifecyclePaths()');
  const { reopen = false, cover = 'transitions' } = options;
  if (cover !== 'transitions' && cover !== 'states') {
    throw new TypeError(`"cover" of lifecyclePaths() is 'transitions' or 'states', not ${described(cover)}.`);
  }
  const begin = initialState({ reopen });
  // Found on the machine: two sessions are in the same place when nothing that happens can tell them apart.
  const paths = getShortestPaths(createSessionMachine({ reopen }), {
    events: ({ context }) => possible(context).map((type): FactEvent => ({ type, at: AT })),
    serializeState: ({ context }) => place(context),
  });
  const reached = paths
    .map(({ steps }) => steps.map(({ event }) => (event as { readonly type: string }).type))
    .map((types) => types.filter((type): type is FactName => (FACT_NAMES as readonly string[]).includes(type)))
    .map((facts) => ({ facts, state: play(begin, facts).state }));

  if (cover === 'states') {
    const shortest = new Map<LeafState, readonly FactName[]>();
    for (const { facts, state } of reached.toSorted((a, b) => a.facts.length - b.facts.length)) {
      if (state.turn > 0 && !shortest.has(state.state)) shortest.set(state.state, facts);
    }
    return [...shortest.values()].map((facts) => play(begin, facts).path);
  }
  const byEdge = new Map<string, readonly FactName[]>();
  for (const { facts, state } of reached.toSorted((a, b) => a.facts.length - b.facts.length)) {
    for (const fact of possible(state)) {
      const next = play(begin, [...facts, fact]);
      const edge = `${place(state)} ${fact}`;
      if (place(next.state) !== place(state) && !byEdge.has(edge)) byEdge.set(edge, [...facts, fact]);
    }
  }
  return [...byEdge.values()].map((facts) => play(begin, facts).path);
}

/** Facts that move the session on; a session nobody saw begins with its creation. */
function possible(state: SessionState): FactName[] {
  if (state.turn === 0) return ['launched', 'queued'];
  return allowedFacts(state).filter((fact) => fact !== 'launched' && fact !== 'queued');
}

function place({ state, resumesTo, turn }: SessionState): string {
  return `${state} ${resumesTo ?? ''} ${turn > 0}`;
}

function play(begin: SessionState, facts: readonly FactName[]) {
  let state = begin;
  const steps: LifecycleStep[] = [];
  const log: LogEntry[] = [];
  for (const [index, fact] of facts.entries()) {
    const at = new Date(Date.parse(AT) + index * 1000).toISOString();
    const from = state.state;
    const pendingToolCalls = [{ tool_name: 'ask', args: {}, id: `call-${index}` }];
    for (const entry of factEntries(state, [fact], { at, pendingToolCalls })) {
      state = evolve(state, entry);
      log.push(entry);
    }
    steps.push({ fact, from, to: state.state });
  }
  const path: LifecyclePath = {
    title: facts.join(' → '),
    steps,
    state: state.state,
    status: LEAF_STATES[state.state].word,
    events: log.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : [])),
    log,
  };
  return { state, path };
}
