import { applyEntry } from '../fold/apply-entry.js';
import { initialState } from '../fold/initial-state.js';
import { jsonEqual } from './json-equal.js';
import type { LeafState } from '../tables/leaf-state.js';
import { isTime } from '../fold/time-ms.js';
import type { LogEntry } from './log-entry.js';
import { draftOf } from '../fold/state-draft.js';

/** Where two logs part. */
export interface LogDifference {
  /** Position of the first entries that differ. */
  readonly index: number;
  /** The entry of each log there; `null` where a log has ended. */
  readonly a: LogEntry | null;
  readonly b: LogEntry | null;
  /** The state both logs had led to. */
  readonly state: LeafState;
  /** How many visible events both have in common. */
  readonly eventIndex: number;
}

/** How to compare two logs. */
export interface DiffOptions {
  /**
   * Compare when things were read, too. Default false. What two clients that followed the same run may differ in besides are
   * their own commands and status reads.
   */
  readonly compareReadTimes?: boolean;
}

/**
 * Says where two runs part: the first entry that is not the same in both, or `null` when there is none.
 *
 * @throws IllegalTransitionError, LogGapError when what they have in common is no history.
 * @example
 * const difference = diff(yesterday, today);
 * if (difference !== null) console.log(`They part at entry ${difference.index}, in ${difference.state}.`);
 */
export function diff(a: Iterable<LogEntry>, b: Iterable<LogEntry>, options: DiffOptions = {}): LogDifference | null {
  const draft = draftOf(initialState());
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  let isTimed = true;
  try {
    for (let index = 0; ; index += 1) {
      const entryA = next(left);
      const entryB = next(right);
      if (entryA === null && entryB === null) return null;
      // Without a time of its own, an event and the fact it tells have the time of the read.
      if (entryA?.kind === 'event') isTimed = isTime(entryA.event.timestamp);
      const same = options.compareReadTimes === true ? jsonEqual : isTimed ? sameBesideReads : sameBesideTimes;
      if (entryA === null || entryB === null || !same(entryA, entryB)) {
        return { index, a: entryA, b: entryB, state: draft.state, eventIndex: draft.nextIndex };
      }
      applyEntry(draft, entryA);
    }
  } finally {
    left.return?.();
    right.return?.();
  }
}

function next(entries: Iterator<LogEntry>): LogEntry | null {
  const result = entries.next();
  return result.done === true ? null : result.value;
}

/** When a fact happened is told by its event, unless nothing but a status read told it. */
function sameBesideReads(a: LogEntry, b: LogEntry): boolean {
  const tellsOwnTime = a.kind === 'fact' && a.reported !== true;
  return tellsOwnTime ? jsonEqual(a, b) : sameBesideTimes(a, b);
}

function sameBesideTimes(a: LogEntry, b: LogEntry): boolean {
  return jsonEqual({ ...a, at: null }, { ...b, at: null });
}
