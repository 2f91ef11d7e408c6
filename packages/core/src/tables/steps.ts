import { FACT_NAMES, type FactName } from './fact.js';
import { LEAF_STATES, LEAF_STATE_NAMES, type LeafState, type LeafStateTraits, type ResumesTo } from './leaf-state.js';
import { TRANSITIONS, type ConditionalEdge, type TransitionCell } from './transition-table.js';

/** What of a state decides where a fact leads. */
export interface LifecycleNode {
  readonly state: LeafState;
  readonly resumesTo: ResumesTo | null;
  readonly turn: number;
  readonly reopen: boolean;
}

/** A cell of the transition table as it holds in one place: nothing is left to be looked up or decided but `when`. */
export interface Step {
  /** The state it leads to. */
  readonly target: LeafState;
  readonly traits: LeafStateTraits;
  /** What a pause remembers then; `null` when it leads to no pause. */
  readonly resumesTo: ResumesTo | null;
  /** False for a repeat. */
  readonly moves: boolean;
  readonly beginsTurn: boolean;
  /** The clock of the time limit runs then: in a run that has started, paused or not, and nowhere else. */
  readonly clockRuns: boolean;
  /** When there is a step at all. */
  readonly when: 'unseen' | 'reopen' | undefined;
}

type Steps = Readonly<Record<FactName, Step | null>>;

/** Every step there is: by state, and for a pause by what it remembers. Made once, so that a replay looks up and goes. */
const STEPS = recordOf(LEAF_STATE_NAMES, (state) => stepsFrom(state, null));
const STEPS_OF_PAUSE = recordOf(['launching', 'working', 'awaitingTools'], (to) => stepsFrom('paused', to));

/** Where a fact leads from here; `null` when it cannot happen. The one reading of the transition table. */
export function stepFrom(node: LifecycleNode, fact: FactName): Step | null {
  const steps = node.state === 'paused' ? STEPS_OF_PAUSE[node.resumesTo ?? 'working'] : STEPS[node.state];
  const step = steps[fact];
  if (step === null || step.when === undefined) return step;
  return (step.when === 'reopen' ? node.reopen : node.turn === 0) ? step : null;
}

/** The facts that have an edge from here, repeats included. */
export function allowedFacts(node: LifecycleNode): FactName[] {
  return FACT_NAMES.filter((fact) => stepFrom(node, fact) !== null);
}

/** The states that a fact can lead to from a state, whatever else is known of the session. */
export function targetsOf(state: LeafState, fact: FactName): readonly LeafState[] {
  const steps = state === 'paused' ? Object.values(STEPS_OF_PAUSE) : [STEPS[state]];
  return [...new Set(steps.flatMap((from) => from[fact]?.target ?? []))];
}

/** Where a fact leads from here as a place to go on from; `null` when it cannot happen. */
export function nodeAfter(node: LifecycleNode, fact: FactName): LifecycleNode | null {
  const step = stepFrom(node, fact);
  if (step === null) return null;
  return { state: step.target, resumesTo: step.resumesTo, turn: Math.max(node.turn, 1), reopen: node.reopen };
}

/** What a pause that begins in a state remembers: the state itself where it can, else the one a run there goes on as. */
export function resumable(state: LeafState): ResumesTo {
  if (state === 'awaitingTools') return state;
  return LEAF_STATES[state].status === 'pending' ? 'launching' : 'working';
}

/** True where the clock of the time limit runs: in a run that has started, paused or not. */
export function clockRunsIn(state: LeafState, resumesTo: ResumesTo | null): boolean {
  return state === 'working' || state === 'awaitingTools' || (state === 'paused' && resumesTo !== 'launching');
}

function stepsFrom(state: LeafState, resumesTo: ResumesTo | null): Steps {
  return recordOf(FACT_NAMES, (fact) => {
    const cell: TransitionCell = TRANSITIONS[state][fact];
    if (cell === null) return null;
    const { when, ...edge }: ConditionalEdge = typeof cell === 'string' ? { to: cell } : cell;
    if (when === 'hasStarted' && resumesTo === 'launching') return null;
    const remembered = resumesTo ?? resumable(state);
    const target = edge.to === 'resumesTo' ? remembered : edge.to;
    const changes = edge.onlyFrom === undefined || edge.onlyFrom === resumesTo;
    const resumesToThen = target !== 'paused' ? null : changes ? (edge.resumesTo ?? remembered) : remembered;
    const moves = target !== state || resumesToThen !== resumesTo;
    return {
      target,
      traits: LEAF_STATES[target],
      resumesTo: resumesToThen,
      moves,
      beginsTurn: moves && (fact === 'woken' || fact === 'reopened'),
      clockRuns: clockRunsIn(target, resumesToThen),
      when: when === 'hasStarted' ? undefined : when,
    };
  });
}

function recordOf<Key extends string, Value>(keys: readonly Key[], valueOf: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;
}
