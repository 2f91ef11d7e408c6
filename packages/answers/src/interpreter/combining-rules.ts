import type { AnswerIssue } from '../answer-issue.js';
import { describeValue } from './describe-value.js';
import { hasProperty } from './object-rules.js';
import type { Checker, Marks, Rule, Run } from './run.js';
import { isFull, mergeMarks, newMarks, report } from './run.js';
import type { SubCheckers } from './sub-checkers.js';

/** The rules of a schema that put other schemas to the same value. */
export function combiningRules(target: Checker | undefined, sub: SubCheckers): Rule[] {
  const all = target === undefined ? sub.list('allOf') : [target, ...sub.list('allOf')];
  const rules: Rule[] = all.map((checker) => ({
    kind: 'any',
    check: (data, run, marks) => checker.check(data, run, marks),
    explain: (data, run) => checker.explain(data, run),
  }));
  const any = sub.list('anyOf');
  if (any.length > 0) rules.push(anyOfRule(any));
  const one = sub.list('oneOf');
  if (one.length > 0) rules.push(oneOfRule(one));
  const not = sub.one('not');
  if (not !== undefined) rules.push(notRule(not));
  const condition = sub.one('if');
  if (condition !== undefined) rules.push(ifRule(condition, sub.one('then'), sub.one('else')));
  for (const keyword of ['dependentSchemas', 'dependencies']) {
    for (const [key, checker] of sub.byKey(keyword)) rules.push(dependentSchemaRule(key, checker));
  }
  return rules;
}

/** Whether a subschema accepts the value; its marks count only if it does. */
function accepts(checker: Checker, data: unknown, run: Run, marks: Marks | undefined): boolean {
  if (marks === undefined) return checker.check(data, run, undefined);
  const own = newMarks();
  if (!checker.check(data, run, own)) return false;
  mergeMarks(marks, own);
  return true;
}

function anyOfRule(checkers: readonly Checker[]): Rule {
  const check: Checker['check'] = (data, run, marks) => {
    let found = false;
    for (const checker of checkers) {
      if (!accepts(checker, data, run, marks)) continue;
      if (marks === undefined) return true;
      found = true;
    }
    return found;
  };
  return {
    kind: 'any',
    check,
    explain(data, run) {
      if (!isFull(run) && !check(data, run, undefined)) explainNoMatch(checkers, data, run);
    },
  };
}

function oneOfRule(checkers: readonly Checker[]): Rule {
  return {
    kind: 'any',
    check(data, run, marks) {
      let found = 0;
      for (const checker of checkers) {
        if (!accepts(checker, data, run, marks)) continue;
        found += 1;
        if (found > 1) return false;
      }
      return found === 1;
    },
    explain(data, run) {
      if (isFull(run)) return;
      const matching = checkers
        .map((checker, index) => (checker.check(data, run, undefined) ? index : -1))
        .filter((index) => index >= 0);
      if (matching.length === 0) explainNoMatch(checkers, data, run);
      else if (matching.length > 1) {
        const says = `must fit exactly one of ${checkers.length} alternatives, but it fits numbers ${matching.map((index) => index + 1).join(' and ')}`;
        report(run, 'one_of', says, undefined, data);
      }
    },
  };
}

/**
 * Says why no alternative fits. When the value plainly means one of them (its type and its fixed properties are right),
 * the issues are those of that one; otherwise one issue sums up all.
 */
function explainNoMatch(checkers: readonly Checker[], data: unknown, run: Run): void {
  const outer = run.issues;
  const explained = checkers.map((checker) => {
    run.issues = [];
    checker.explain(data, run);
    return run.issues;
  });
  run.issues = outer;
  const meant = explained.filter((issues) => !issues.some((issue) => rulesOut(issue, data, run.depth)));
  const [only] = meant;
  if (meant.length === 1 && only !== undefined) {
    run.issues.push(...only.slice(0, run.maxIssues - run.issues.length));
    return;
  }
  const SHOWN = 3;
  const reasons = (meant.length > 0 ? meant : explained).slice(0, SHOWN).map(([first]) => first?.message ?? '');
  const says = `is ${describeValue(data)}, which fits none of ${checkers.length} alternatives. ${reasons.join(' Or: ')}`;
  report(run, 'any_of', says.replace(/\.$/, ''), undefined, data);
}

function rulesOut(issue: AnswerIssue, data: unknown, outerDepth: number): boolean {
  const depth = issue.pointer.split('/').length - 1 - outerDepth;
  // A fixed property says which object is meant; an item of a list says nothing about the list.
  const fixedDepth = Array.isArray(data) ? 0 : 1;
  const isFixed = issue.code === 'const' || issue.code === 'enum';
  return (issue.code === 'type' && depth === 0) || (isFixed && depth <= fixedDepth);
}

function notRule(checker: Checker): Rule {
  return {
    kind: 'any',
    check: (data, run) => !checker.check(data, run, undefined),
    explain(data, run) {
      if (checker.check(data, run, undefined))
        report(run, 'not', `is ${describeValue(data)}, which the schema excludes`, undefined, data);
    },
  };
}

function ifRule(condition: Checker, then: Checker | undefined, otherwise: Checker | undefined): Rule {
  return {
    kind: 'any',
    check(data, run, marks) {
      const branch = accepts(condition, data, run, marks) ? then : otherwise;
      return branch === undefined || branch.check(data, run, marks);
    },
    explain(data, run) {
      (condition.check(data, run, undefined) ? then : otherwise)?.explain(data, run);
    },
  };
}

function dependentSchemaRule(key: string, checker: Checker): Rule {
  const applies = (data: unknown): boolean => hasProperty(data as object, key);
  return {
    kind: 'object',
    check: (data, run, marks) => !applies(data) || checker.check(data, run, marks),
    explain(data, run) {
      if (applies(data)) checker.explain(data, run);
    },
  };
}
