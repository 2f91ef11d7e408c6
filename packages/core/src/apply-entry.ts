import { applyEvent, setPendingCalls } from './apply-event.js';
import { applyReport } from './apply-report.js';
import { deadlinesOf } from './deadlines.js';
import { IllegalTransitionError, LogGapError } from './errors.js';
import type { FactName } from './fact.js';
import { endIntentsByFact, openIntent } from './intents.js';
import { LEAF_STATES } from './leaf-state.js';
import { lifecycleOf, moveByFact, moveByViolation, type LifecycleDraft } from './lifecycle.js';
import type { CommandEntry, FactEntry, LogEntry, OpenedEntry, ViolationEntry } from './log-entry.js';
import { isReachable } from './reachability.js';
import { withRecent } from './recent.js';
import { allowedFacts, isTerminalLeaf } from './transition-table.js';
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
  const isReported = entry.reported === true;
  if (isReported) draft.behind ??= lifecycleOf(draft);
  const life: LifecycleDraft = isReported || draft.behind === null ? draft : { ...draft.behind };
  const from = life.state;

  if (entry.via !== undefined) for (const fact of entry.via) move(draft, life, fact, entry);
  move(draft, life, entry.fact, entry);
  if (entry.via !== undefined && entry.via.length > 0) {
    draft.skips = withRecent(draft.skips, { from, via: entry.via, fact: entry.fact, index: draft.version });
  }

  if (life === draft) syncDerived(draft);
  else draft.behind = life;
  catchUp(draft);
}

function move(draft: StateDraft, life: LifecycleDraft, fact: FactName, entry: FactEntry): void {
  const { state: from } = life;
  // Only a report can tell when a run started that nobody saw starting.
  const at = fact === 'started' && entry.reported === true ? (draft.report?.startedAt ?? entry.at) : entry.at;
  const eventIndex = entry.eventIndex ?? draft.nextIndex;
  if (!moveByFact(life, fact, { reopen: draft.reopen, at, eventIndex })) {
    const node = { state: from, resumesTo: life.resumesTo, turn: life.turn, reopen: draft.reopen };
    throw new IllegalTransitionError({ from, fact, index: draft.version, allowed: allowedFacts(node) });
  }
  const ends = isTerminalLeaf(life.state);
  if (fact === 'reopened' && life.state !== from) {
    draft.error = null;
    draft.errorCode = null;
  }
  if (ends && life.state !== from) {
    draft.error = entry.error ?? draft.error;
    draft.errorCode = entry.errorCode ?? draft.errorCode;
  }
  if (draft.pendingToolCalls.length > 0 && (ends || fact === 'toolsSettled' || fact === 'idled'))
    setPendingCalls(draft, []);
  endIntentsByFact(draft, fact, life.state);
}

function applyViolation(draft: StateDraft, entry: ViolationEntry): void {
  draft.violations = withRecent(draft.violations, entry);
  // Whoever broke the rules decides where we are now: nothing is left to catch up with.
  if (draft.behind !== null) Object.assign(draft, draft.behind);
  draft.behind = null;
  const eventIndex = entry.eventIndex ?? draft.nextIndex;
  const wasTerminal = isTerminalLeaf(draft.state);
  moveByViolation(draft, entry.to, { at: entry.at, eventIndex });
  if (wasTerminal && !isTerminalLeaf(entry.to)) {
    draft.error = null;
    draft.errorCode = null;
  }
  if (isTerminalLeaf(entry.to)) setPendingCalls(draft, []);
  syncDerived(draft);
}

/**
 * Ends the time in which a status read runs ahead of the events: when they have come to the same state, or past it.
 */
function catchUp(draft: StateDraft): void {
  const { behind } = draft;
  if (behind === null) return;
  if (behind.state !== draft.state && isReachable({ ...behind, reopen: draft.reopen }, draft.state)) return;
  Object.assign(draft, behind);
  draft.behind = null;
  syncDerived(draft);
}

function syncDerived(draft: StateDraft): void {
  const { status, word } = LEAF_STATES[draft.state];
  draft.status = status;
  draft.wireStatus = word;
  draft.deadlines = deadlinesOf(draft, draft.limits);
}
