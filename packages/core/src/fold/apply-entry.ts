import { applyEvent, setPendingCalls } from './apply-event.js';
import { applyReport } from './apply-report.js';
import { deadlinesOf } from './deadlines.js';
import { IllegalTransitionError, LogGapError } from '../errors.js';
import type { FactName } from '../tables/fact.js';
import { endIntentsByFact, openIntent } from './intents.js';
import { LEAF_STATES, isTerminalLeaf, type LeafStateTraits } from '../tables/leaf-state.js';
import { lifecycleOf, moveByFact, moveByViolation, type LifecycleDraft } from './lifecycle.js';
import type { CommandEntry, FactEntry, LogEntry, OpenedEntry, ViolationEntry } from '../log/log-entry.js';
import { isReachable } from '../reading/reachability.js';
import { withRecent } from './recent.js';
import type { Lifecycle } from './session-state.js';
import { allowedFacts } from '../tables/steps.js';
import type { StateDraft } from './state-draft.js';

/**
 * Folds one entry into a draft. After it has thrown, the draft is of no use.
 *
 * @throws IllegalTransitionError, LogGapError
 */
export function applyEntry(draft: StateDraft, entry: LogEntry): void {
  switch (entry.kind) {
    case 'event':
      if (entry.index > draft.nextIndex) throw new LogGapError(draft.nextIndex, entry.index);
      if (entry.index === draft.nextIndex) {
        draft.nextIndex += 1;
        applyEvent(draft, entry.event, entry.index);
      }
      break;
    case 'fact':
      applyFact(draft, entry);
      break;
    case 'report':
      applyReport(draft, entry);
      draft.deadlines = deadlinesOf(draft, draft.limits);
      break;
    case 'command':
      applyCommand(draft, entry);
      break;
    case 'violation':
      applyViolation(draft, entry);
      break;
    case 'opened':
      applyOpened(draft, entry);
      break;
  }
  draft.version += 1;
}

function applyOpened(draft: StateDraft, entry: OpenedEntry): void {
  draft.limits = { ...draft.limits, ...entry.limits };
  draft.reopen = entry.reopen ?? draft.reopen;
}

function applyCommand(draft: StateDraft, entry: CommandEntry): void {
  if (entry.outcome !== 'accepted' && entry.outcome !== 'unknown') return;
  openIntent(draft, {
    command: entry.command,
    index: draft.version,
    eventIndex: entry.sentAtEventIndex ?? draft.nextIndex,
    delivery: entry.outcome,
    at: entry.at,
  });
}

function applyFact(draft: StateDraft, entry: FactEntry): void {
  const { fact, via } = entry;
  if (entry.reported === true) draft.behind ??= lifecycleOf(draft);
  const isCatchingUp = draft.behind !== null && entry.reported !== true;
  const life: MovableLifecycle = isCatchingUp ? { ...(draft.behind as Lifecycle), reopen: draft.reopen } : draft;
  const from = life.state;

  if (via !== undefined && via.length > 0) {
    for (const skipped of via) move(draft, life, skipped, entry);
    draft.skips = withRecent(draft.skips, { from, via, fact, index: draft.version });
  }
  const traits = move(draft, life, fact, entry);

  if (isCatchingUp) draft.behind = lifecycleOf(life);
  else syncDerived(draft, traits);
  if (draft.behind !== null) catchUp(draft, draft.behind);
}

type MovableLifecycle = LifecycleDraft & { readonly reopen: boolean };

function move(draft: StateDraft, life: MovableLifecycle, fact: FactName, entry: FactEntry): LeafStateTraits {
  const from = life.state;
  // Only a report can tell when a run started that nobody saw starting.
  const at = fact === 'started' && entry.reported === true ? (draft.report?.startedAt ?? entry.at) : entry.at;
  const step = moveByFact(life, fact, at, entry.eventIndex ?? draft.nextIndex);
  if (step === null) {
    throw new IllegalTransitionError({ from, fact, index: draft.version, allowed: allowedFacts(life) });
  }
  if (life.state !== from) {
    if (fact === 'reopened') {
      draft.error = null;
      draft.errorCode = null;
    } else if (life.finishedAt !== null) {
      draft.error = entry.error ?? draft.error;
      draft.errorCode = entry.errorCode ?? draft.errorCode;
    }
  }
  const isSettling = fact === 'toolsSettled' || fact === 'idled' || life.finishedAt !== null;
  if (isSettling && draft.pendingToolCalls.length > 0) setPendingCalls(draft, []);
  if (draft.intents.length > 0) endIntentsByFact(draft, fact, life.state);
  return step.traits;
}

function applyViolation(draft: StateDraft, entry: ViolationEntry): void {
  draft.violations = withRecent(draft.violations, entry);
  // Whoever broke the rules decides where we are now: nothing is left to catch up with.
  if (draft.behind !== null) Object.assign(draft, draft.behind);
  draft.behind = null;
  const eventIndex = entry.eventIndex ?? draft.nextIndex;
  const wasTerminal = isTerminalLeaf(draft.state);
  moveByViolation(draft, entry.to, entry.at, eventIndex);
  if (wasTerminal && !isTerminalLeaf(entry.to)) {
    draft.error = null;
    draft.errorCode = null;
  }
  if (isTerminalLeaf(entry.to)) setPendingCalls(draft, []);
  syncDerived(draft, LEAF_STATES[draft.state]);
}

/** Ends the time in which a status read runs ahead of the events: when they have come to the same state, or past it. */
function catchUp(draft: StateDraft, behind: Lifecycle): void {
  if (behind.state !== draft.state && isReachable({ ...behind, reopen: draft.reopen }, draft.state)) return;
  Object.assign(draft, behind);
  draft.behind = null;
  syncDerived(draft, LEAF_STATES[draft.state]);
}

function syncDerived(draft: StateDraft, traits: LeafStateTraits): void {
  draft.status = traits.status;
  draft.wireStatus = traits.word;
  draft.deadlines = deadlinesOf(draft, draft.limits);
}
