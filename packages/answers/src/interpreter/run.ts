import { AnswerLimit } from '../answer-limit.js';
import type { AnswerIssue, AnswerIssueCode } from '../answer-issue.js';
import { pointerTo } from '../json-pointer.js';
import { makeIssue } from './make-issue.js';
import type { PlainIssueCode } from './sentences.js';
import { sentence, shownExpected } from './sentences.js';

/** State of one check. */
export interface Run {
  /** Steps left before the check is given up. */
  steps: number;
  issues: AnswerIssue[];
  readonly maxIssues: number;
  /** Where the check is: property names and indexes from the root; only the first `depth` count. */
  readonly path: (string | number)[];
  depth: number;
}

/** What a rule looks at; it holds for every other kind of value. */
export type RuleKind = 'string' | 'number' | 'array' | 'object' | 'any';

/** What `unevaluatedProperties` and `unevaluatedItems` need to know: which children a rule has already covered. */
export interface Marks {
  readonly keys: Set<string>;
  readonly items: Set<number>;
}

/** One rule, or all rules of one schema. */
export interface Checker {
  /** The verdict; stops at the first broken rule. Fills `marks` when somebody asks for them. */
  check(data: unknown, run: Run, marks: Marks | undefined): boolean;
  /** Adds an issue for everything broken. */
  explain(data: unknown, run: Run): void;
}

/** One rule of a schema. */
export interface Rule extends Checker {
  readonly kind: RuleKind;
}

/** Explains a child of the value: the place is written out only when there is something to report. */
export function explainChild(checker: Checker, child: unknown, token: string | number, run: Run): void {
  run.path[run.depth] = token;
  run.depth += 1;
  checker.explain(child, run);
  run.depth -= 1;
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

/** Notes one issue at the current place; `says` goes on a sentence that begins with the place. */
export function report(run: Run, code: AnswerIssueCode, says: string, expected: unknown, data: unknown): void {
  if (isFull(run)) return;
  let pointer = '';
  for (let index = 0; index < run.depth; index += 1) pointer = pointerTo(pointer, run.path[index] ?? '');
  run.issues.push(makeIssue(pointer, code, says, expected, data));
}

/** Notes an issue that follows from the rule and the value alone. */
export function reportPlain(run: Run, code: PlainIssueCode, expected: unknown, data: unknown): void {
  report(run, code, sentence(code, expected, data), shownExpected(code, expected), data);
}

/** Notes an issue at a child of the value. */
export function reportChild(
  run: Run,
  token: string | number,
  code: AnswerIssueCode,
  says: string,
  expected: unknown,
  child: unknown,
): void {
  run.path[run.depth] = token;
  run.depth += 1;
  report(run, code, says, expected, child);
  run.depth -= 1;
}

/** {@link reportPlain}, at a child of the value. */
export function reportPlainChild(
  run: Run,
  token: string | number,
  code: PlainIssueCode,
  expected: unknown,
  child: unknown,
): void {
  reportChild(run, token, code, sentence(code, expected, child), shownExpected(code, expected), child);
}
