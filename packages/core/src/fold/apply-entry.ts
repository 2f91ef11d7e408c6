import { NO_CALLS, announceCalls, applyEvent, showOpenCalls } from './apply-event.js';
import { applyReport } from './apply-report.js';
import { deadlinesOf } from './deadlines.js';
import { IllegalTransitionError, LogGapError } from '../errors.js';
import type { FactName } from '../tables/fact.js';
import { endIntentsAtEndOfLog, endIntentsByFact, endIntentsWithSession, openIntent } from './intents.js';
import { LEAF_STATES, isTerminalLeaf, type LeafStateTraits } from '../tables/leaf-state.js';
import { lifecycleOf, moveByFact, moveByViolation, type LifecycleDraft } from './lifecycle.js';
import type { CommandEntry, FactEntry, LogEntry, OpenedEntry, ViolationEntry } from '../log/log-entry.js';
import { compareToReport, shortestPath } from '../reading/reachability.js';
import { withRecent } from './recent.js';
import type { Behind, Lifecycle } from './session-state.js';
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
  if (draft.behind === null && via === undefined && entry.reported === undefined) {
    syncDerived(draft, step(draft, draft, fact, entry));
    return;
  }
  if (entry.reported === true) draft.behind = { ...lifecycleOf(draft.behind ?? draft), reportedAt: entry.at };
  if (via !== undefined && via.length > 0) {
    const { state: from } = entry.reported === true ? draft : (draft.behind ?? draft);
    for (const skipped of via) move(draft, skipped, entry);
    draft.skips = withRecent(draft.skips, { from, via, fact, index: draft.version });
  }
  move(draft, fact, entry);
  if (draft.behind !== null) agree(draft, draft.behind, entry);
  syncDerived(draft, LEAF_STATES[draft.state]);
}

/** One step of a fact: of the events while a status read runs ahead of them, unless the fact is itself reported. */
function move(draft: StateDraft, fact: FactName, entry: FactEntry): void {
  const { behind, reopen } = draft;
  if (behind === null || entry.reported === true) {
    step(draft, draft, fact, entry);
    return;
  }
  const life = { ...behind, reopen };
  step(draft, life, fact, entry);
  if (life.state === draft.state) catchUp(draft, life);
  else draft.behind = { ...lifecycleOf(life), reportedAt: behind.reportedAt };
}

type MovableLifecycle = LifecycleDraft & { readonly reopen: boolean };

function step(draft: StateDraft, life: MovableLifecycle, fact: FactName, entry: FactEntry): LeafStateTraits {
  const from = life.state;
  const at = entry.reported === true ? reportedTime(draft, fact, entry.at) : entry.at;
  const traits = moveByFact(life, fact, at, entry.eventIndex ?? draft.nextIndex);
  if (traits === null) {
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
  const settles = fact === 'toolsSettled' || fact === 'idled' || life.finishedAt !== null;
  if (settles && entry.reported !== true && draft.announcedToolCalls.length > 0) announceCalls(draft, NO_CALLS);
  if (draft.intents.length > 0) endIntentsByFact(draft, fact, life.state);
  return traits;
}

/**
 * A status read runs ahead of the events: they may lead on to what it said, or have passed it.
 *
 * @throws IllegalTransitionError when they do neither: the status and the events cannot both be true.
 */
function agree(draft: StateDraft, behind: Behind, { fact, reported }: FactEntry): void {
  switch (compareToReport(draft, { ...behind, reopen: draft.reopen })) {
    case 'behind':
      if (reported !== true) showReported(draft, behind);
      return;
    case 'there':
    case 'past':
      catchUp(draft, behind);
      return;
    case 'elsewhere':
      throw new IllegalTransitionError({ from: draft.state, fact, index: draft.version, allowed: allowedFacts(draft) });
  }
}

/** What a state shows that a status told: the shortest way there from where the events have led by now. */
function showReported(draft: StateDraft, behind: Behind): void {
  const { state, turn, reopen, enteredAtEventIndex } = draft;
  const life = { ...behind, reopen };
  for (const fact of shortestPath(life, [state]) ?? []) {
    moveByFact(life, fact, reportedTime(draft, fact, behind.reportedAt), enteredAtEventIndex);
  }
  // Statuses may have told of turns that the events have not come to.
  if (life.turn >= turn) Object.assign(draft, lifecycleOf(life), { enteredAtEventIndex });
}

/** Only a report can tell when a run started that nobody saw starting. */
function reportedTime(draft: StateDraft, fact: FactName, at: string): string {
  return fact === 'started' ? (draft.report?.startedAt ?? at) : at;
}

function applyViolation(draft: StateDraft, entry: ViolationEntry): void {
  const { to, at, fact, eventIndex = draft.nextIndex } = entry;
  draft.violations = withRecent(draft.violations, entry);
  // Whoever broke the rules decides where we are now: nothing is left to catch up with.
  if (draft.behind !== null) catchUp(draft, draft.behind);
  const hadEnded = isTerminalLeaf(draft.state);
  const hasEnded = isTerminalLeaf(to);
  moveByViolation(draft, to, at, eventIndex);
  if (hadEnded && !hasEnded) {
    draft.error = null;
    draft.errorCode = null;
  }
  // The event that led to a wait for tools announced them; all others leave none.
  if (to !== 'awaitingTools' && to !== 'paused') announceCalls(draft, NO_CALLS);
  if (hasEnded) endIntentsWithSession(draft);
  else if (fact !== undefined) endIntentsByFact(draft, fact, to);
  else endIntentsAtEndOfLog(draft);
  syncDerived(draft, LEAF_STATES[draft.state]);
}

/** The events have come to the state that a status read told, or past it: from here on they alone count. */
function catchUp(draft: StateDraft, behind: Lifecycle): void {
  Object.assign(draft, lifecycleOf(behind));
  draft.behind = null;
}

function syncDerived(draft: StateDraft, traits: LeafStateTraits): void {
  draft.status = traits.status;
  draft.wireStatus = traits.word;
  draft.deadlines = deadlinesOf(draft, draft.limits);
  if (draft.announcedToolCalls.length > 0) showOpenCalls(draft);
}
