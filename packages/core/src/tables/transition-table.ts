import type { FactName } from './fact.js';
import { LEAF_STATES, type LeafState, type ResumesTo } from './leaf-state.js';

/** An edge that needs more than its two states to be described. */
export interface ConditionalEdge {
  /** `resumesTo`: the state the pause remembers. */
  readonly to: LeafState | 'resumesTo';
  /** What a pause remembers from then on. */
  readonly resumesTo?: ResumesTo;
  /**
   * When there is an edge at all. `unseen`: nothing was seen of the session yet. `hasStarted`: the pause remembers no
   * launch. `reopen`: the platform reopens ended sessions.
   */
  readonly when?: 'unseen' | 'hasStarted' | 'reopen';
  /** `resumesTo` changes only from this state; otherwise the fact repeats what is known. */
  readonly onlyFrom?: ResumesTo;
}

/** Where a fact leads: a state (the same one: a repeat, which changes nothing), an edge with conditions, or nowhere. */
export type TransitionCell = LeafState | ConditionalEdge | null;

const nowhere = {
  launched: null,
  queued: null,
  dequeued: null,
  started: null,
  paused: null,
  resumed: null,
  idled: null,
  woken: null,
  awaitedTools: null,
  toolsSettled: null,
  completed: null,
  timedOut: null,
  interrupted: null,
  failed: null,
  reopened: null,
} as const satisfies Record<FactName, null>;

const reopened = { to: 'launching', when: 'reopen' } as const;

/**
 * state × fact → state: the lifecycle. Every cell is there; the source of each is in `transition-sources.ts`.
 *
 * A fact whose target is the current state repeats it and changes nothing.
 */
export const TRANSITIONS = {
  queued: {
    launched: null,
    queued: 'queued',
    dequeued: 'launching',
    started: null,
    paused: null,
    resumed: null,
    idled: null,
    woken: null,
    awaitedTools: null,
    toolsSettled: null,
    completed: null,
    timedOut: null,
    interrupted: 'interrupted',
    failed: null,
    reopened: null,
  },
  launching: {
    launched: 'launching',
    queued: { to: 'queued', when: 'unseen' },
    dequeued: 'launching',
    started: 'working',
    paused: 'paused',
    resumed: 'launching',
    idled: null,
    woken: null,
    awaitedTools: null,
    toolsSettled: null,
    completed: null,
    timedOut: 'timed_out',
    interrupted: 'interrupted',
    failed: 'failed',
    reopened: 'launching',
  },
  working: {
    launched: null,
    queued: null,
    dequeued: null,
    started: 'working',
    paused: 'paused',
    resumed: 'working',
    idled: 'idle',
    woken: 'working',
    awaitedTools: 'awaitingTools',
    toolsSettled: 'working',
    completed: 'completed',
    timedOut: 'timed_out',
    interrupted: 'interrupted',
    failed: 'failed',
    reopened: null,
  },
  awaitingTools: {
    launched: null,
    queued: null,
    dequeued: null,
    started: null,
    paused: 'paused',
    resumed: 'awaitingTools',
    idled: 'idle',
    woken: null,
    awaitedTools: 'awaitingTools',
    toolsSettled: 'working',
    completed: 'completed',
    timedOut: 'timed_out',
    interrupted: 'interrupted',
    failed: 'failed',
    reopened: null,
  },
  paused: {
    launched: null,
    queued: null,
    dequeued: null,
    started: { to: 'paused', resumesTo: 'working', onlyFrom: 'launching' },
    paused: 'paused',
    resumed: { to: 'resumesTo' },
    idled: null,
    woken: null,
    awaitedTools: { to: 'paused', resumesTo: 'awaitingTools', when: 'hasStarted' },
    toolsSettled: { to: 'paused', resumesTo: 'working', when: 'hasStarted' },
    completed: null,
    timedOut: 'timed_out',
    interrupted: 'interrupted',
    failed: 'failed',
    reopened: null,
  },
  idle: {
    launched: null,
    queued: null,
    dequeued: null,
    started: null,
    paused: null,
    resumed: null,
    idled: 'idle',
    woken: 'working',
    awaitedTools: null,
    toolsSettled: null,
    completed: 'completed',
    timedOut: 'timed_out',
    interrupted: 'interrupted',
    failed: 'failed',
    reopened: null,
  },
  completed: { ...nowhere, completed: 'completed', reopened },
  timed_out: { ...nowhere, timedOut: 'timed_out', reopened },
  interrupted: { ...nowhere, interrupted: 'interrupted', reopened },
  failed: { ...nowhere, failed: 'failed', reopened },
} as const satisfies Record<LeafState, Record<FactName, TransitionCell>>;

const table: Readonly<Record<LeafState, Readonly<Record<FactName, TransitionCell>>>> = TRANSITIONS;

/** What of a state decides where a fact leads. */
export interface LifecycleNode {
  readonly state: LeafState;
  readonly resumesTo: ResumesTo | null;
  readonly turn: number;
  readonly reopen: boolean;
}

/** The cell of the table that holds now, or `null` when the fact has no edge from here. */
export function edgeFor(node: LifecycleNode, fact: FactName): LeafState | ConditionalEdge | null {
  const cell = table[node.state][fact];
  if (cell === null || typeof cell === 'string') return cell;
  if (cell.when === 'unseen' && node.turn > 0) return null;
  if (cell.when === 'hasStarted' && node.resumesTo === 'launching') return null;
  if (cell.when === 'reopen' && !node.reopen) return null;
  return cell;
}

/** The state an edge leads to from here. */
export function targetOf(edge: LeafState | ConditionalEdge, node: LifecycleNode): LeafState {
  if (typeof edge === 'string') return edge;
  return edge.to === 'resumesTo' ? (node.resumesTo ?? 'working') : edge.to;
}

/** What a pause remembers after an edge was taken to `target`; `null` when that is not a pause. */
export function resumesToAfter(
  edge: LeafState | ConditionalEdge,
  node: LifecycleNode,
  target: LeafState,
): ResumesTo | null {
  if (target !== 'paused') return null;
  if (typeof edge !== 'string' && edge.resumesTo !== undefined) {
    const changes = edge.onlyFrom === undefined || edge.onlyFrom === node.resumesTo;
    return changes ? edge.resumesTo : node.resumesTo;
  }
  return node.state === 'paused' ? node.resumesTo : resumable(node.state);
}

/** Where a fact leads from here, or `null` when it has no edge. */
export function nodeAfter(node: LifecycleNode, fact: FactName): LifecycleNode | null {
  const edge = edgeFor(node, fact);
  if (edge === null) return null;
  const state = targetOf(edge, node);
  return {
    state,
    resumesTo: resumesToAfter(edge, node, state),
    turn: Math.max(node.turn, 1),
    reopen: node.reopen,
  };
}

/** True for two nodes in one state that remember the same. */
export function samePlace(a: LifecycleNode, b: LifecycleNode): boolean {
  return a.state === b.state && a.resumesTo === b.resumesTo;
}

/** The state itself where a pause can remember it, else the one a run there goes on as. */
export function resumable(state: LeafState): ResumesTo {
  if (state === 'awaitingTools') return state;
  return LEAF_STATES[state].status === 'pending' ? 'launching' : 'working';
}

/** The facts that have an edge from here, repeats included. */
export function allowedFacts(node: LifecycleNode): FactName[] {
  return (Object.keys(table[node.state]) as FactName[]).filter((fact) => edgeFor(node, fact) !== null);
}

/** True for a leaf state after which nothing follows. */
export function isTerminalLeaf(state: LeafState): boolean {
  return LEAF_STATES[state].terminal;
}
