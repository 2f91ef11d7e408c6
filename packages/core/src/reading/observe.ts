import { isWireStatus, type SessionEvent } from '@agent-session/protocol';
import { applyEntry } from '../fold/apply-entry.js';
import { draftOf, type StateDraft } from '../fold/state-draft.js';
import { isNewer, tellsOtherAnswer } from '../fold/apply-report.js';
import { isTime } from '../fold/time-ms.js';
import { endsIntent } from '../fold/intents.js';
import { LogGapError } from '../errors.js';
import type { FactName } from '../tables/fact.js';
import { asJson } from '../log/deep-json.js';
import { jsonEqual } from '../log/json-equal.js';
import { isTerminalLeaf, leafStateOf, type LeafState } from '../tables/leaf-state.js';
import type { FactEntry, LogEntry, Report, ViolationEntry } from '../log/log-entry.js';
import { compareToReport, shortestPath, type Place } from './reachability.js';
import { readReport } from './read-report.js';
import type { Reading } from './reading.js';
import type { SessionState } from '../fold/session-state.js';
import { nodeAfter, stepFrom, type LifecycleNode } from '../tables/steps.js';
import { asArray, asRecord, asString } from './unknown-value.js';
import { readFacts, type FactReading } from '../tables/wire-facts.js';

/**
 * What a read of the session adds to its log: its new events, the facts they carry (with those that must have happened
 * unseen in `via`), what the status says beyond them, and a `violation` where the platform did what cannot happen.
 *
 * Events that were seen already are absorbed. A status that the events do not explain is recorded as a report; it becomes
 * a fact only at the end of the log (see `endOfLog` of the reading). Never throws for what a platform sent.
 *
 * What enters a log is what its export will say, so that a replay gives the live state: numbers that do not survive JSON
 * (`-0`, and those too large for a number) become what JSON makes of them, and times of a status that are none are left
 * out.
 *
 * @throws LogGapError when the page begins after the next event of the state, RangeError when `fromIndex` is no index:
 * both are mistakes of the caller.
 * @example
 * for (const entry of observe(state, { source: 'changes', fromIndex: state.nextIndex, page, at })) {
 *   state = evolve(state, entry);
 * }
 */
export function observe(state: SessionState, reading: Reading): LogEntry[] {
  const draft = draftOf(state);
  const entries: LogEntry[] = [];
  const append = (entry: LogEntry): void => {
    applyEntry(draft, entry);
    entries.push(entry);
  };
  if (reading.source === 'changes') observeEvents(draft, reading, append);
  const report = readReport(reading);
  if (report !== null) observeReport(draft, report, reading, append);
  return entries;
}

type Append = (entry: LogEntry) => void;

function observeEvents(draft: StateDraft, reading: Reading & { source: 'changes' }, append: Append): void {
  const { fromIndex, page, at } = reading;
  if (!Number.isSafeInteger(fromIndex) || fromIndex < 0) {
    throw new RangeError(`fromIndex is ${String(fromIndex)}; it must be the count of events seen before the page.`);
  }
  const events = asArray(asRecord(page)?.['new_events']);
  if (events.length === 0) return;
  if (fromIndex > draft.nextIndex) throw new LogGapError(draft.nextIndex, fromIndex);
  const word = asString(asRecord(page)?.['status']);
  for (let position = draft.nextIndex - fromIndex; position < events.length; position += 1) {
    const index = fromIndex + position;
    const event = asEvent(asJson(events[position]));
    append({ kind: 'event', index, event, at });
    const facts = readFacts(event);
    if (facts === null) continue;
    const entry = judgeEvent(draft, facts, { index, at: isTime(event.timestamp) ? event.timestamp : at, word });
    if (entry !== null) append(entry);
  }
}

/** An event as it came; what is no event at all is kept as the data of one without a type. */
function asEvent(value: unknown): SessionEvent {
  const event = asRecord(value);
  return event !== null && typeof event['type'] === 'string'
    ? (value as SessionEvent)
    : { type: '', data: value ?? null, timestamp: '' };
}

/** What an event means for the lifecycle as the events before it left it. `null`: it repeats what is known. */
function judgeEvent(
  draft: StateDraft,
  reading: FactReading,
  read: { readonly index: number; readonly at: string; readonly word: string | null },
): FactEntry | ViolationEntry | null {
  const { index: eventIndex, at } = read;
  const { reopen } = draft;
  const { state, resumesTo, turn } = draft.behind ?? draft;
  const node = { state, resumesTo, turn, reopen };
  const path = factsOf(reading, node, { word: read.word, isNews: (fact) => endsIntent(draft, fact) });
  if (path === null) {
    const fact = isTerminalLeaf(state) && reading.facts.includes('reopened') ? 'reopened' : reading.facts[0];
    return { kind: 'violation', from: state, to: reading.states[0], at, eventIndex, fact };
  }
  const fact = path.at(-1);
  if (fact === undefined) return null;
  const to = draft.behind === null ? null : contradiction(draft, node, path);
  if (to !== null) return { kind: 'violation', from: draft.state, to, at, eventIndex, fact };
  return { kind: 'fact', ...viaPath(path), at, eventIndex };
}

/**
 * The facts that an event tells, those that must have happened unseen before it included. None when it repeats what is
 * known or comes late; `null` when it tells what cannot be.
 */
function factsOf(
  reading: FactReading,
  node: LifecycleNode,
  known: { readonly word: string | null; readonly isNews: (repeat: FactName) => boolean },
): readonly FactName[] | null {
  for (const fact of candidates(reading, node, known.word)) {
    const step = stepFrom(node, fact);
    if (step !== null) return step.moves || node.turn === 0 || known.isNews(fact) ? [fact] : [];
  }
  return reading.states.includes(node.state) ? [] : shortestPath(node, placesOf(reading, node));
}

/** Where the facts lead, when that cannot be true together with the status that runs ahead; else `null`. */
function contradiction(reported: LifecycleNode, events: LifecycleNode, path: readonly FactName[]): LeafState | null {
  let node = events;
  for (const fact of path) {
    node = nodeAfter(node, fact) ?? node;
    if (node.state === reported.state) return null;
  }
  return compareToReport(reported, node) === 'elsewhere' ? node.state : null;
}

function placesOf(reading: FactReading, node: LifecycleNode): readonly Place[] {
  const { resumesTo } = reading;
  return node.state === 'paused' && resumesTo !== undefined ? [{ state: 'paused', resumesTo }] : reading.states;
}

/** A start that does not say whether the session was queued: the status of the page that brought it does. */
function candidates(reading: FactReading, node: LifecycleNode, word: string | null): readonly FactName[] {
  return node.turn === 0 && word === 'queued' && reading.facts.includes('queued') ? ['queued'] : reading.facts;
}

function viaPath(path: readonly FactName[]): { fact: FactName; via?: readonly FactName[] } {
  const fact = path.at(-1) as FactName;
  return path.length > 1 ? { fact, via: path.slice(0, -1) } : { fact };
}

function observeReport(draft: StateDraft, report: Report, reading: Reading, append: Append): void {
  const { at, endOfLog } = reading;
  const isAtEnd = endOfLog !== undefined && endOfLog === draft.nextIndex;
  const leaf = isWireStatus(report.status) ? leafStateOf(report.status) : null;
  const isExplained = leaf === draft.state && report.status === draft.wireStatus;
  const isNews = (!isExplained || tellsMore(report, draft)) && !jsonEqual(draft.report, report);
  const mustSettle =
    isAtEnd && (tellsOtherAnswer(report, draft) || draft.intents.length > 0 || (leaf !== null && leaf !== draft.state));
  if (isNews || mustSettle) append({ kind: 'report', at, report, ...(isAtEnd ? { endOfLog } : {}) });
  if (!isAtEnd || leaf === null || leaf === draft.state) return;

  const { state: from, resumesTo, turn, reopen } = draft;
  const path = shortestPath({ state: from, resumesTo, turn, reopen }, [leaf]);
  if (path === null) {
    append({ kind: 'violation', from, to: leaf, at, word: report.status });
    return;
  }
  append({
    kind: 'fact',
    ...viaPath(path),
    at: (isTerminalLeaf(leaf) ? report.finishedAt : undefined) ?? at,
    reported: true,
    ...(report.error === undefined ? {} : { error: report.error }),
    ...(report.errorCode === undefined ? {} : { errorCode: report.errorCode }),
  });
}

/** True when a report knows something the state does not, the status aside. */
function tellsMore(report: Report, state: SessionState): boolean {
  return (
    (report.error !== undefined && report.error !== state.error) ||
    (report.errorCode !== undefined && report.errorCode !== state.errorCode) ||
    (report.outcome !== undefined && report.outcome !== state.outcome) ||
    (report.steps !== undefined && report.steps > state.steps) ||
    (report.metrics !== undefined && isNewer(report, state)) ||
    (report.usage !== undefined && !jsonEqual(report.usage, state.usage)) ||
    (report.createdAt !== undefined && state.createdAt === null) ||
    (report.limits !== undefined && !jsonEqual(report.limits, state.limits)) ||
    tellsOtherAnswer(report, state)
  );
}
