import type { AnswerIssue } from './answer-issue.js';
import type { SchemaGraph } from './schema/schema-node.js';

/** A schema turned into generated code. */
export interface CompiledJudge {
  /** The verdict. */
  check(data: unknown): boolean;
  /** The issues of a value that does not fit, the same as the interpreter's; `undefined` leaves it to the interpreter. */
  explain(data: unknown): AnswerIssue[] | undefined;
}

/** Turns a checked schema into generated code; absent from the entries that never generate any. */
export type Compiler = (graph: SchemaGraph) => CompiledJudge;

let verdict: boolean | undefined;

/** Whether this runtime lets code be generated. Asked once, and only when it matters: a page's CSP reports the attempt. */
export function canGenerateCode(): boolean {
  verdict ??= tryToGenerateCode();
  return verdict;
}

function tryToGenerateCode(): boolean {
  try {
    // Making the function is the question; it is never called.
    // oxlint-disable-next-line typescript/no-implied-eval -- the question is whether this is allowed
    return typeof new Function('') === 'function';
  } catch {
    return false;
  }
}
