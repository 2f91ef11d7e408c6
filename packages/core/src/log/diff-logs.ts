import { applyEntry } from '../fold/apply-entry.js';
import { initialState } from '../fold/initial-state.js';
import { jsonEqual } from './json-equal.js';
import type { LeafState } from '../tables/leaf-state.js';
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
  try {
    for (let index = 0; ; index += 1) {
      const entryA = next(left);
      const entryB = next(right);
      if (entryA === null && entryB === null) return null;
      if (entryA === null || entryB === null || !isSame(entryA, entryB, options)) {
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

function isSame(a: LogEntry, b: LogEntry, options: DiffOptions): boolean {
  if (options.compareReadTimes === true) return jsonEqual(a, b);
  // When a fact happened is told by its event, unless nothing but a status read told it.
  return jsonEqual(withoutReadTime(a), withoutReadTime(b));
}

function withoutReadTime(entry: LogEntry): unknown {
  return entry.kind === 'fact' && entry.reported !== true ? entry : { ...entry, at: null };
}
