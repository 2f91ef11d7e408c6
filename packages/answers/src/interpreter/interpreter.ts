import { AnswerLimit } from '../answer-limit.js';
import type { AnswerIssue } from '../answer-issue.js';
import { sortIssues } from '../answer-issue.js';
import { ANSWER_LIMITS } from '../schema/schema-limits.js';
import type { SchemaGraph, SchemaNode } from '../schema/schema-node.js';
import { isKeywordObject } from '../schema/schema-node.js';
import { arrayRules } from './array-rules.js';
import { combiningRules } from './combining-rules.js';
import { describeValue } from './describe-value.js';
import { objectRules } from './object-rules.js';
import type { Checker, Rule, RuleKind, Run } from './run.js';
import { isFull, reportPlain, step } from './run.js';
import { scalarRules } from './scalar-rules.js';
import { subCheckers } from './sub-checkers.js';
import { typeRule } from './type-rule.js';
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
  const newRun = (steps: number, maxIssues: number): Run => ({ steps, maxIssues, issues: [], path: [], depth: 0 });
  return {
    check: (data) => root.check(data, newRun(ANSWER_LIMITS.steps, 0), undefined),
    explain(data) {
      const run = newRun(EXPLAIN_STEPS, ANSWER_LIMITS.issues);
      const found = run.issues;
      try {
        root.explain(data, run);
      } catch (error) {
        if (!(error instanceof AnswerLimit)) throw error;
      }
      if (found.length > 0) return sortIssues(found);
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
  return withUnevaluated(allRules(typeRule(node.schema), rules), node.schema, sub);
}

/** All rules of a schema: a value meets `type`, then the rules of its own kind, then those for any value. */
function allRules(type: Rule | undefined, rules: readonly Rule[]): Checker {
  const any = rules.filter(({ kind }) => kind === 'any');
  if (type !== undefined && rules.length === 0) return counted(type);
  const of = (kind: RuleKind): readonly Rule[] => [...rules.filter((rule) => rule.kind === kind), ...any];
  const byKind = { string: of('string'), number: of('number'), array: of('array'), object: of('object') };
  const rulesFor = (data: unknown): readonly Rule[] => {
    switch (typeof data) {
      case 'string':
        return byKind.string;
      case 'number':
        return Number.isFinite(data) ? byKind.number : any;
      case 'object':
        return data === null ? any : Array.isArray(data) ? byKind.array : byKind.object;
      default:
        return any;
    }
  };
  return {
    check(data, run, marks) {
      step(run);
      if (type !== undefined && !type.check(data, run, marks)) return false;
      const own = rulesFor(data);
      for (let index = 0; index < own.length; index += 1)
        if (own[index]?.check(data, run, marks) === false) return false;
      return true;
    },
    explain(data, run) {
      step(run);
      type?.explain(data, run);
      for (const rule of rulesFor(data)) {
        if (isFull(run)) return;
        rule.explain(data, run);
      }
    },
  };
}

/** A rule that stands alone, counted as a step. */
function counted(rule: Rule): Checker {
  return {
    check(data, run, marks) {
      step(run);
      return rule.check(data, run, marks);
    },
    explain(data, run) {
      step(run);
      rule.explain(data, run);
    },
  };
}

const anything: Checker = { check: () => true, explain: () => undefined };

const nothing: Checker = {
  check: () => false,
  explain(data, run) {
    reportPlain(run, 'forbidden', false, data);
  },
};
