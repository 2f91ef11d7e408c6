import { elapsedMs } from './deadlines.js';
import type { FactName } from '../tables/fact.js';
import { LEAF_STATES, isTerminalLeaf, type LeafState, type LeafStateTraits } from '../tables/leaf-state.js';
import { clockRunsIn, resumable, stepFrom } from '../tables/steps.js';
import type { Lifecycle } from './session-state.js';

/** A lifecycle that is being folded. */
export type LifecycleDraft = { -readonly [Key in keyof Lifecycle]: Lifecycle[Key] };

/**
 * Moves a lifecycle by one fact, by the table. Gives the traits of the state it is in then; `null`, and nothing is
 * changed, when the fact has no edge. (Plain parameters: this runs for every fact of a replay.)
 */
export function moveByFact(
  life: LifecycleDraft & { readonly reopen: boolean },
  fact: FactName,
  at: string,
  eventIndex: number,
): LeafStateTraits | null {
  const step = stepFrom(life, fact);
  if (step === null) return null;
  const { target } = step;
  if (life.turn === 0 || step.beginsTurn) beginTurn(life);
  if (target !== life.state) enter(life, target, step.traits.terminal, at, eventIndex);
  life.resumesTo = step.resumesTo;
  setClock(life, step.clockRuns, at);
  return step.traits;
}

/** Moves a lifecycle where the table has no way, because the platform went there. */
export function moveByViolation(life: LifecycleDraft, target: LeafState, at: string, eventIndex: number): void {
  const from = life.state;
  const { terminal } = LEAF_STATES[target];
  if (life.turn === 0 || (isTerminalLeaf(from) && !terminal)) beginTurn(life);
  if (target !== from) enter(life, target, terminal, at, eventIndex);
  life.resumesTo = target === 'paused' ? (life.resumesTo ?? resumable(from)) : null;
  setClock(life, clockRunsIn(target, life.resumesTo), at);
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
  life.state = target;
  life.enteredAtEventIndex = eventIndex;
  life.idleSince = target === 'idle' ? at : null;
  life.finishedAt = ends ? at : null;
}

/** The one place that starts and stops the clock of the time limit. */
function setClock(life: LifecycleDraft, runs: boolean, at: string): void {
  if (runs) {
    life.startedAt ??= at;
    life.activeSince ??= at;
  } else if (life.activeSince !== null) {
    life.activeMs += elapsedMs(life.activeSince, at);
    life.activeSince = null;
  }
}

/** The time limit is one of each answer: it starts again with the turn. When the session first started stays. */
function beginTurn(life: LifecycleDraft): void {
  life.turn += 1;
  life.activeMs = 0;
}
