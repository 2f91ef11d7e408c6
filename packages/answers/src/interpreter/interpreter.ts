import { AnswerLimit } from '../answer-limit.js';
import type { AnswerIssue } from '../answer-issue.js';
import { ANSWER_LIMITS } from '../schema/schema-limits.js';
import type { SchemaGraph, SchemaNode } from '../schema/schema-graph.js';
import { isKeywordObject } from '../schema/schema-graph.js';
import { arrayRules } from './array-rules.js';
import { combiningRules } from './combining-rules.js';
import { describeValue } from './describe-value.js';
import { objectRules } from './object-rules.js';
import type { Checker } from './run.js';
import { isFull, report, step } from './run.js';
import { scalarRules } from './scalar-rules.js';
import { subCheckers } from './sub-checkers.js';
import { withUnevaluated } from './unevaluated-rules.js';

/** A schema turned into closures: no code is generated, so it works where `eval` is banned. */
export interface Interpreter {
  /** Whether the value fits. Throws {@link AnswerLimit} when that would take too long. */
  check(data: unknown): boolean;
  /** What is wrong with a value that does not fit; at least one issue, bounded in number and effort. */
  explain(data: unknown): AnswerIssue[];
}

/** Steps spent on explaining, once the verdict is known. */
const EXPLAIN_STEPS = 1_000_000;

/** Makes the interpreter of a checked schema. */
export function createInterpreter(graph: SchemaGraph): Interpreter {
  // Each node gets an empty checker first, so that recursive schemas can refer to one not yet filled.
  const checkers: Checker[] = graph.nodes.map(() => ({ check: () => true, explain: () => undefined }));
  const checkerOf = (node: SchemaNode): Checker => {
    const checker = checkers[node.id];
    if (checker === undefined) throw new TypeError('a schema node has no checker');
    return checker;
  };
  for (const node of graph.nodes) Object.assign(checkerOf(node), buildChecker(node, graph, checkerOf));

  const root = checkerOf(graph.root);
  return {
    check: (data) => root.check(data, { steps: ANSWER_LIMITS.steps, issues: [], maxIssues: 0 }, undefined),
    explain(data) {
      const run = { steps: EXPLAIN_STEPS, issues: [] as AnswerIssue[], maxIssues: ANSWER_LIMITS.issues };
      const found = run.issues;
      try {
        root.explain(data, '', run);
      } catch (error) {
        if (!(error instanceof AnswerLimit)) throw error;
      }
      if (found.length > 0) return found;
      const message = 'The answer does not fit the schema; it is too large or too intricate to say where.';
      return [{ pointer: '', code: 'too_complex', message, received: describeValue(data) }];
    },
  };
}

function buildChecker(node: SchemaNode, graph: SchemaGraph, checkerOf: (node: SchemaNode) => Checker): Checker {
  if (!isKeywordObject(node.schema)) return node.schema ? anything : nothing;
  const sub = subCheckers(node, checkerOf);
  const rules = [
    ...scalarRules(node.schema),
    ...objectRules(node.schema, sub, graph.draft),
    ...arrayRules(node.schema, sub, graph.draft),
    ...combiningRules(node.target === undefined ? undefined : checkerOf(node.target), sub),
  ];
  return withUnevaluated(allRules(rules), sub);
}

function allRules(rules: readonly Checker[]): Checker {
  return {
    check(data, run, marks) {
      step(run);
      for (const rule of rules) if (!rule.check(data, run, marks)) return false;
      return true;
    },
    explain(data, at, run) {
      step(run);
      for (const rule of rules) {
        if (isFull(run)) return;
        rule.explain(data, at, run);
      }
    },
  };
}

const anything: Checker = { check: () => true, explain: () => undefined };

const nothing: Checker = {
  check: () => false,
  explain(data, at, run) {
    report(run, at, 'forbidden', 'is not allowed; remove it', false, data);
  },
};
