import { elapsedMs } from './deadlines.js';
import type { FactName } from './fact.js';
import type { LeafState } from './leaf-state.js';
import type { Lifecycle } from './session-state.js';
import { edgeFor, isTerminalLeaf, resumable, resumesToAfter, targetOf } from './transition-table.js';

/** A lifecycle that is being folded. */
export type LifecycleDraft = { -readonly [Key in keyof Lifecycle]: Lifecycle[Key] };

/**
 * Moves a lifecycle by one fact, by the table. Returns false, and changes nothing, when the fact has no edge.
 */
export function moveByFact(
  life: LifecycleDraft,
  fact: FactName,
  context: { readonly reopen: boolean; readonly at: string; readonly eventIndex: number },
): boolean {
  const node = { state: life.state, resumesTo: life.resumesTo, turn: life.turn, reopen: context.reopen };
  const edge = edgeFor(node, fact);
  if (edge === null) return false;
  const target = targetOf(edge, node);
  const resumesTo = resumesToAfter(edge, node, target);
  const isNewTurn = life.turn === 0 || (target !== life.state && (fact === 'woken' || fact === 'reopened'));
  if (isNewTurn) life.turn += 1;
  if (target !== life.state) enter(life, target, context.at, context.eventIndex);
  life.resumesTo = resumesTo;
  if (fact === 'started') startClock(life, context.at);
  return true;
}

/** Moves a lifecycle where the table has no way, because the platform went there. */
export function moveByViolation(
  life: LifecycleDraft,
  target: LeafState,
  context: { readonly at: string; readonly eventIndex: number },
): void {
  const from = life.state;
  if (life.turn === 0 || (isTerminalLeaf(from) && !isTerminalLeaf(target))) life.turn += 1;
  if (target !== from) enter(life, target, context.at, context.eventIndex);
  life.resumesTo = target === 'paused' ? (life.resumesTo ?? resumable(from)) : null;
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

function enter(life: LifecycleDraft, target: LeafState, at: string, eventIndex: number): void {
  const wasTerminal = isTerminalLeaf(life.state);
  life.state = target;
  life.enteredAtEventIndex = eventIndex;
  const ends = isTerminalLeaf(target);
  if (ends || target === 'idle') stopClock(life, at);
  life.idleSince = target === 'idle' ? at : null;
  if (ends) life.finishedAt = at;
  else if (wasTerminal) reopenClocks(life);
  // Where a run goes on after an answer its clock goes on too; after a launch it waits for `started`.
  if (life.startedAt !== null && (target === 'working' || target === 'awaitingTools')) startClock(life, at);
}

function startClock(life: LifecycleDraft, at: string): void {
  life.startedAt ??= at;
  life.activeSince ??= at;
}

function stopClock(life: LifecycleDraft, at: string): void {
  if (life.activeSince !== null) life.activeMs += elapsedMs(life.activeSince, at);
  life.activeSince = null;
}

/** Limits start again; when the session first started stays. */
function reopenClocks(life: LifecycleDraft): void {
  life.finishedAt = null;
  life.activeMs = 0;
  life.activeSince = null;
}
