import type { SchemaDraft } from '../json-schema.js';
import type { KeywordObject } from '../schema/schema-node.js';
import { firstRepeat } from './equal-json.js';
import type { Checker, Rule, Run } from './run.js';
import { explainChild, isFull, report, reportChild } from './run.js';
import type { SubCheckers } from './sub-checkers.js';

/** The rules of a schema about the items of an array. */
export function arrayRules(schema: KeywordObject, sub: SubCheckers, draft: SchemaDraft): Rule[] {
  const rules: Rule[] = [];
  if (schema['uniqueItems'] === true) rules.push(uniqueRule);
  const isTuple = Array.isArray(schema['items']);
  const first = isTuple ? sub.list('items') : sub.list('prefixItems');
  const rest = isTuple ? 'additionalItems' : 'items';
  if (first.length > 0) rules.push(prefixRule(first));
  const restChecker = sub.one(rest);
  if (restChecker !== undefined)
    rules.push(itemsRule(restChecker, first.length, first.length > 0 && schema[rest] === false));
  const contains = sub.one('contains');
  if (contains !== undefined) {
    const counted = draft === '2020-12';
    const min = counted && typeof schema['minContains'] === 'number' ? schema['minContains'] : 1;
    const max = counted && typeof schema['maxContains'] === 'number' ? schema['maxContains'] : Infinity;
    rules.push(containsRule(contains, min, max));
  }
  return rules;
}

const uniqueRule: Rule = {
  kind: 'array',
  check: (data) => firstRepeat(data as readonly unknown[]) === undefined,
  explain(data, run) {
    const repeat = firstRepeat(data as readonly unknown[]);
    if (repeat === undefined) return;
    report(
      run,
      'unique_items',
      `must not repeat an item, but items ${repeat[0]} and ${repeat[1]} are equal`,
      true,
      data,
    );
  },
};

function prefixRule(checkers: readonly Checker[]): Rule {
  return {
    kind: 'array',
    check(data, run, marks) {
      const items = data as readonly unknown[];
      for (let index = 0; index < checkers.length && index < items.length; index += 1) {
        if (checkers[index]?.check(items[index], run, undefined) === false) return false;
        marks?.items.add(index);
      }
      return true;
    },
    explain(data, run) {
      const items = data as readonly unknown[];
      checkers.slice(0, items.length).forEach((checker, index) => explainChild(checker, items[index], index, run));
    },
  };
}

function itemsRule(checker: Checker, from: number, isForbidden: boolean): Rule {
  return {
    kind: 'array',
    check(data, run, marks) {
      const items = data as readonly unknown[];
      for (let index = from; index < items.length; index += 1) {
        if (!checker.check(items[index], run, undefined)) return false;
        marks?.items.add(index);
      }
      return true;
    },
    explain(data, run) {
      const items = data as readonly unknown[];
      for (let index = from; index < items.length && !isFull(run); index += 1) {
        if (isForbidden)
          reportChild(run, index, 'additional_item', `is not allowed; at most ${from} items are`, from, items[index]);
        else explainChild(checker, items[index], index, run);
      }
    },
  };
}

function containsRule(checker: Checker, min: number, max: number): Rule {
  const countIn = (items: readonly unknown[], run: Run, onMatch: (index: number) => void): number => {
    let count = 0;
    for (let index = 0; index < items.length; index += 1) {
      if (!checker.check(items[index], run, undefined)) continue;
      count += 1;
      onMatch(index);
    }
    return count;
  };
  return {
    kind: 'array',
    check(data, run, marks) {
      const items = data as readonly unknown[];
      const count = countIn(items, run, (index) => marks?.items.add(index));
      return count >= min && count <= max;
    },
    explain(data, run) {
      const items = data as readonly unknown[];
      const count = countIn(items, run, () => undefined);
      const asked = `item${min === 1 ? '' : 's'} of the kind the schema describes, but it has ${count}`;
      if (count < min) report(run, 'contains', `must have at least ${min} ${asked}`, min, data);
      if (count > max) report(run, 'max_contains', `must have at most ${max} ${asked}`, max, data);
    },
  };
}
