import type { SchemaDraft } from '../json-schema.js';
import { pointerTo } from '../json-pointer.js';
import type { KeywordObject } from '../schema/schema-graph.js';
import { firstRepeat } from './equal-json.js';
import type { Checker, Run } from './run.js';
import { isFull, report } from './run.js';
import type { SubCheckers } from './sub-checkers.js';

/** The rules of a schema about the items of an array. */
export function arrayRules(schema: KeywordObject, sub: SubCheckers, draft: SchemaDraft): Checker[] {
  const rules: Checker[] = [];
  if (schema['uniqueItems'] === true) rules.push(uniqueRule);
  const isTuple = Array.isArray(schema['items']);
  const first = isTuple ? sub.list('items') : sub.list('prefixItems');
  const rest = isTuple ? 'additionalItems' : 'items';
  if (first.length > 0) rules.push(prefixRule(first));
  const restChecker = sub.one(rest);
  if (restChecker !== undefined) rules.push(itemsRule(restChecker, first.length, schema[rest] === false));
  const contains = sub.one('contains');
  if (contains !== undefined) {
    const counted = draft === '2020-12';
    const min = counted && typeof schema['minContains'] === 'number' ? schema['minContains'] : 1;
    const max = counted && typeof schema['maxContains'] === 'number' ? schema['maxContains'] : Infinity;
    rules.push(containsRule(contains, min, max));
  }
  return rules;
}

const uniqueRule: Checker = {
  check: (data) => !Array.isArray(data) || firstRepeat(data) === undefined,
  explain(data, at, run) {
    const repeat = Array.isArray(data) ? firstRepeat(data) : undefined;
    if (repeat === undefined) return;
    report(
      run,
      at,
      'unique_items',
      `must not repeat an item, but items ${repeat[0]} and ${repeat[1]} are equal`,
      true,
      data,
    );
  },
};

function prefixRule(checkers: readonly Checker[]): Checker {
  return {
    check(data, run, marks) {
      if (!Array.isArray(data)) return true;
      for (let index = 0; index < checkers.length && index < data.length; index += 1) {
        if (checkers[index]?.check(data[index], run, undefined) === false) return false;
        marks?.items.add(index);
      }
      return true;
    },
    explain(data, at, run) {
      if (!Array.isArray(data)) return;
      checkers
        .slice(0, data.length)
        .forEach((checker, index) => checker.explain(data[index], pointerTo(at, index), run));
    },
  };
}

function itemsRule(checker: Checker, from: number, isForbidden: boolean): Checker {
  return {
    check(data, run, marks) {
      if (!Array.isArray(data)) return true;
      for (let index = from; index < data.length; index += 1) {
        if (!checker.check(data[index], run, undefined)) return false;
        marks?.items.add(index);
      }
      return true;
    },
    explain(data, at, run) {
      if (!Array.isArray(data)) return;
      for (let index = from; index < data.length && !isFull(run); index += 1) {
        const place = pointerTo(at, index);
        if (isForbidden)
          report(run, place, 'additional_item', `is not allowed; at most ${from} items are`, from, data[index]);
        else checker.explain(data[index], place, run);
      }
    },
  };
}

function containsRule(checker: Checker, min: number, max: number): Checker {
  const countIn = (data: readonly unknown[], run: Run, onMatch: (index: number) => void): number => {
    let count = 0;
    for (let index = 0; index < data.length; index += 1) {
      if (!checker.check(data[index], run, undefined)) continue;
      count += 1;
      onMatch(index);
    }
    return count;
  };
  return {
    check(data, run, marks) {
      if (!Array.isArray(data)) return true;
      const count = countIn(data, run, (index) => marks?.items.add(index));
      return count >= min && count <= max;
    },
    explain(data, at, run) {
      if (!Array.isArray(data)) return;
      const count = countIn(data, run, () => undefined);
      const asked = `item${min === 1 ? '' : 's'} of the kind the schema describes, but it has ${count}`;
      if (count < min) report(run, at, 'contains', `must have at least ${min} ${asked}`, min, data);
      if (count > max) report(run, at, 'max_contains', `must have at most ${max} ${asked}`, max, data);
    },
  };
}
