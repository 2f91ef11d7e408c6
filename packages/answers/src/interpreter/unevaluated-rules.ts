import type { AnswerIssueCode } from '../answer-issue.js';
import type { KeywordObject } from '../schema/schema-node.js';
import type { Checker, Marks } from './run.js';
import { explainChild, isFull, mergeMarks, newMarks, reportChild } from './run.js';
import type { SubCheckers } from './sub-checkers.js';

/** Adds `unevaluatedProperties` and `unevaluatedItems` to the other rules of a schema, which they need to have run. */
export function withUnevaluated(others: Checker, schema: KeywordObject, sub: SubCheckers): Checker {
  const properties = sub.one('unevaluatedProperties');
  const items = sub.one('unevaluatedItems');
  if (properties === undefined && items === undefined) return others;

  interface Left {
    readonly child: unknown;
    readonly token: string | number;
    readonly checker: Checker;
    readonly code: AnswerIssueCode;
  }
  const leftOver = (data: unknown, marks: Marks): Left[] => {
    if (typeof data !== 'object' || data === null) return [];
    if (Array.isArray(data)) {
      if (items === undefined) return [];
      return data.flatMap((child, index) =>
        marks.items.has(index)
          ? []
          : [{ child: child as unknown, token: index, checker: items, code: 'unevaluated_item' as const }],
      );
    }
    if (properties === undefined) return [];
    return Object.entries(data).flatMap(([key, child]) =>
      marks.keys.has(key)
        ? []
        : [{ child: child as unknown, token: key, checker: properties, code: 'unevaluated_property' as const }],
    );
  };

  return {
    check(data, run, marks) {
      const own = newMarks();
      if (!others.check(data, run, own)) return false;
      for (const { child, token, checker } of leftOver(data, own)) {
        if (!checker.check(child, run, undefined)) return false;
        if (typeof token === 'number') own.items.add(token);
        else own.keys.add(token);
      }
      if (marks !== undefined) mergeMarks(marks, own);
      return true;
    },
    explain(data, run) {
      const before = run.issues.length;
      others.explain(data, run);
      if (run.issues.length > before || isFull(run)) return; // what a broken rule would have covered is not known
      const own = newMarks();
      if (!others.check(data, run, own)) return;
      for (const { child, token, checker, code } of leftOver(data, own)) {
        if (checker.check(child, run, undefined)) continue;
        const isClosed = schema[typeof token === 'number' ? 'unevaluatedItems' : 'unevaluatedProperties'] === false;
        if (!isClosed) explainChild(checker, child, token, run);
        else reportChild(run, token, code, 'is not covered by any rule of the schema; remove it', false, child);
      }
    },
  };
}
