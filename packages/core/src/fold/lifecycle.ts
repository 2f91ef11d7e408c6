import { elapsedMs } from './deadlines.js';
import { FACT_NAMES, type FactName } from '../tables/fact.js';
import {
  LEAF_STATES,
  LEAF_STATE_NAMES,
  type LeafState,
  type LeafStateTraits,
  type ResumesTo,
} from '../tables/leaf-state.js';
import type { Lifecycle } from './session-state.js';
import {
  TRANSITIONS,
  edgeFor,
  isTerminalLeaf,
  resumable,
  resumesToAfter,
  targetOf,
  type ConditionalEdge,
  type TransitionCell,
} from '../tables/transition-table.js';

/** A lifecycle that is being folded. */
export type LifecycleDraft = { -readonly [Key in keyof Lifecycle]: Lifecycle[Key] };

/** A cell of the transition table, prepared for replaying: what is the same for every session is looked up once. */
interface Step {
  readonly edge: LeafState | ConditionalEdge;
  /** The state it leads to, unless that depends on the session. */
  readonly target: LeafState | null;
  readonly traits: LeafStateTraits;
  readonly beginsTurn: boolean;
}

const STEPS = Object.fromEntries(
  LEAF_STATE_NAMES.map((state) => [
    state,
    Object.fromEntries(FACT_NAMES.map((fact) => [fact, stepOf(TRANSITIONS[state][fact], state, fact)])),
  ]),
) as Readonly<Record<LeafState, Readonly<Record<FactName, Step | null>>>>;

function stepOf(edge: TransitionCell, state: LeafState, fact: FactName): Step | null {
  if (edge === null) return null;
  const target = typeof edge === 'string' ? edge : null;
  const beginsTurn = target !== state && (fact === 'woken' || fact === 'reopened');
  return { edge, target, traits: LEAF_STATES[target ?? state], beginsTurn };
}

/**
 * Moves a lifecycle by one fact, by the table. False, and nothing is changed, when the fact has no edge. (Plain
 * parameters: this runs for every fact of a replay.)
 */
export function moveByFact(
  life: LifecycleDraft & { readonly reopen: boolean },
  fact: FactName,
  at: string,
  eventIndex: number,
): boolean {
  const step = STEPS[life.state][fact];
  if (step === null) return false;
  let { target, traits } = step;
  let resumesTo: ResumesTo | null = null;
  if (target === null) {
    const edge = edgeFor(life, fact);
    if (edge === null) return false;
    target = targetOf(edge, life);
    traits = LEAF_STATES[target];
    resumesTo = resumesToAfter(edge, life, target);
  } else if (target === 'paused') {
    resumesTo = resumesToAfter(step.edge, life, target);
  }
  if (life.turn === 0 || step.beginsTurn) life.turn += 1;
  if (target !== life.state) enter(life, target, traits.terminal, at, eventIndex);
  life.resumesTo = resumesTo;
  setClock(life, at);
  return true;
}

/** Moves a lifecycle where the table has no way, because the platform went there. */
export function moveByViolation(life: LifecycleDraft, target: LeafState, at: string, eventIndex: number): void {
  const from = life.state;
  const { terminal } = LEAF_STATES[target];
  if (life.turn === 0 || (isTerminalLeaf(from) && !terminal)) life.turn += 1;
  if (target !== from) enter(life, target, terminal, at, eventIndex);
  life.resumesTo = target === 'paused' ? (life.resumesTo ?? resumable(from)) : null;
  setClock(life, at);
}

/** The lifecycle part of a state, alone. */
export function lifecycleOf(state: Lifecycle): Lifecycle {
  return {
    state: state.state,
    resumesTo: state.resumesTo,
    turn: state.turn,
    enteredAtEventIndex: state.enteredAtEventIndex,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    activeMs: state.activeMs,
    activeSince: state.activeSince,
    idleSince: state.idleSince,
  };
}

function enter(life: LifecycleDraft, target: LeafState, ends: boolean, at: string, eventIndex: number): void {
  // An end is where a lifecycle has a finish: cheaper than asking the table about the state that is left.
  const wasTerminal = life.finishedAt !== null;
  life.state = target;
  life.enteredAtEventIndex = eventIndex;
  life.idleSince = target === 'idle' ? at : null;
  if (ends) life.finishedAt = at;
  else if (wasTerminal) reopenClocks(life);
}

/**
 * The clock of the time limit runs in a run that has started, paused or not, and stands everywhere else: before the
 * start, in idle and after the end. The one place that starts and stops it.
 */
function setClock(life: LifecycleDraft, at: string): void {
  const { state } = life;
  const runs =
    state === 'working' || state === 'awaitingTools' || (state === 'paused' && life.resumesTo !== 'launching');
  if (runs) {
    life.startedAt ??= at;
    life.activeSince ??= at;
  } else if (life.activeSince !== null) {
    life.activeMs += elapsedMs(life.activeSince, at);
    life.activeSince = null;
  }
}

/** Limits start again; when the session first started stays. */
function reopenClocks(life: LifecycleDraft): void {
  life.finishedAt = null;
  life.activeMs = 0;
}
