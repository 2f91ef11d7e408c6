import { AnswerLimit } from '../answer-limit.js';
import type { AnswerIssue, AnswerIssueCode } from '../answer-issue.js';
import { receivedValue } from './describe-value.js';

/** State of one check. */
export interface Run {
  /** Steps left before the check is given up. */
  steps: number;
  issues: AnswerIssue[];
  readonly maxIssues: number;
}

/** What `unevaluatedProperties` and `unevaluatedItems` need to know: which children a rule has already covered. */
export interface Marks {
  readonly keys: Set<string>;
  readonly items: Set<number>;
}

/** One rule, or all rules of one schema. */
export interface Checker {
  /** The verdict; stops at the first broken rule. Fills `marks` when somebody asks for them. */
  check(data: unknown, run: Run, marks: Marks | undefined): boolean;
  /** Adds an issue for everything broken; `at` is the place of `data`. */
  explain(data: unknown, at: string, run: Run): void;
}

/** A fresh set of marks. */
export function newMarks(): Marks {
  return { keys: new Set(), items: new Set() };
}

/** Takes over the marks of a subschema that accepted the value. */
export function mergeMarks(into: Marks, from: Marks): void {
  for (const key of from.keys) into.keys.add(key);
  for (const item of from.items) into.items.add(item);
}

/** Counts one step. Throws {@link AnswerLimit} when there are none left. */
export function step(run: Run): void {
  run.steps -= 1;
  if (run.steps < 0)
    throw new AnswerLimit('too_complex', 'Checking the answer against this schema would take too long.');
}

/** Whether no further issue would be kept. */
export function isFull(run: Run): boolean {
  return run.issues.length >= run.maxIssues;
}

/** Notes one issue; `says` goes on a sentence that begins with the place. */
export function report(
  run: Run,
  at: string,
  code: AnswerIssueCode,
  says: string,
  expected: unknown,
  data: unknown,
): void {
  if (isFull(run)) return;
  run.issues.push({
    pointer: at,
    code,
    message: `${at === '' ? 'The answer' : at} ${says}.`,
    expected,
    received: receivedValue(data),
  });
}
