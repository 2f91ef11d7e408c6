import type { SchemaDraft } from '../json-schema.js';
import { pointerTo } from '../json-pointer.js';
import { linearPattern } from '../pattern/linear-pattern.js';
import { keywordRule } from '../schema/keyword-table.js';
import type { KeywordObject } from '../schema/schema-graph.js';
import type { Checker } from './run.js';
import { isFull, report } from './run.js';
import type { SubCheckers } from './sub-checkers.js';

type Data = Readonly<Record<string, unknown>>;

function isObject(data: unknown): data is Data {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** The rules of a schema about the properties of an object. */
export function objectRules(schema: KeywordObject, sub: SubCheckers, draft: SchemaDraft): Checker[] {
  const rules: Checker[] = [];
  if (Array.isArray(schema['required'])) rules.push(requiredRule(schema['required'] as string[]));
  for (const keyword of ['dependencies', 'dependentRequired']) {
    if (keywordRule(keyword, draft) === undefined) continue;
    for (const [key, names] of Object.entries(schema[keyword] ?? {})) {
      if (Array.isArray(names)) rules.push(dependentRule(key, names as string[]));
    }
  }
  const names = sub.one('propertyNames');
  if (names !== undefined) rules.push(namesRule(names));
  const properties = sub.byKey('properties');
  const patterns = [...sub.byKey('patternProperties')].map(([source, checker]) => ({
    pattern: linearPattern(source),
    checker,
  }));
  if (properties.size > 0) rules.push(propertiesRule(properties));
  if (patterns.length > 0) rules.push(patternsRule(patterns));
  const rest = sub.one('additionalProperties');
  if (rest !== undefined) {
    const isCovered = (key: string): boolean =>
      properties.has(key) || patterns.some(({ pattern }) => pattern.test(key));
    rules.push(additionalRule(rest, isCovered, schema['additionalProperties'] === false));
  }
  return rules;
}

function requiredRule(names: readonly string[]): Checker {
  return {
    check: (data) => !isObject(data) || names.every((name) => Object.hasOwn(data, name)),
    explain(data, at, run) {
      if (!isObject(data)) return;
      for (const name of names) {
        if (!Object.hasOwn(data, name))
          report(run, at, 'required', `lacks the required property ${JSON.stringify(name)}`, name, data);
      }
    },
  };
}

function dependentRule(key: string, names: readonly string[]): Checker {
  const missing = (data: unknown): string[] =>
    isObject(data) && Object.hasOwn(data, key) ? names.filter((name) => !Object.hasOwn(data, name)) : [];
  return {
    check: (data) => missing(data).length === 0,
    explain(data, at, run) {
      for (const name of missing(data)) {
        const says = `lacks the property ${JSON.stringify(name)}, which ${JSON.stringify(key)} requires`;
        report(run, at, 'dependent_required', says, name, data);
      }
    },
  };
}

function namesRule(checker: Checker): Checker {
  return {
    check: (data, run) => !isObject(data) || Object.keys(data).every((key) => checker.check(key, run, undefined)),
    explain(data, at, run) {
      if (!isObject(data)) return;
      for (const key of Object.keys(data)) {
        if (isFull(run)) return;
        if (checker.check(key, run, undefined)) continue;
        const shown = JSON.stringify(key.slice(0, 100));
        report(
          run,
          at,
          'property_name',
          `has a property named ${shown}, which breaks the rules for names`,
          undefined,
          key,
        );
      }
    },
  };
}

function propertiesRule(properties: ReadonlyMap<string, Checker>): Checker {
  const entries = [...properties];
  return {
    check(data, run, marks) {
      if (!isObject(data)) return true;
      for (const [key, checker] of entries) {
        if (!Object.hasOwn(data, key)) continue;
        if (!checker.check(data[key], run, undefined)) return false;
        marks?.keys.add(key);
      }
      return true;
    },
    explain(data, at, run) {
      if (!isObject(data)) return;
      for (const [key, checker] of entries) {
        if (Object.hasOwn(data, key)) checker.explain(data[key], pointerTo(at, key), run);
      }
    },
  };
}

interface PatternChecker {
  readonly pattern: { test(text: string): boolean };
  readonly checker: Checker;
}

function patternsRule(patterns: readonly PatternChecker[]): Checker {
  return {
    check(data, run, marks) {
      if (!isObject(data)) return true;
      for (const key of Object.keys(data)) {
        for (const { pattern, checker } of patterns) {
          if (!pattern.test(key)) continue;
          if (!checker.check(data[key], run, undefined)) return false;
          marks?.keys.add(key);
        }
      }
      return true;
    },
    explain(data, at, run) {
      if (!isObject(data)) return;
      for (const key of Object.keys(data)) {
        if (isFull(run)) return;
        for (const { pattern, checker } of patterns) {
          if (pattern.test(key)) checker.explain(data[key], pointerTo(at, key), run);
        }
      }
    },
  };
}

function additionalRule(checker: Checker, isCovered: (key: string) => boolean, isForbidden: boolean): Checker {
  return {
    check(data, run, marks) {
      if (!isObject(data)) return true;
      for (const key of Object.keys(data)) {
        if (isCovered(key)) continue;
        if (!checker.check(data[key], run, undefined)) return false;
        marks?.keys.add(key);
      }
      return true;
    },
    explain(data, at, run) {
      if (!isObject(data)) return;
      for (const key of Object.keys(data)) {
        if (isFull(run)) return;
        if (isCovered(key)) continue;
        const place = pointerTo(at, key);
        if (isForbidden)
          report(run, place, 'additional_property', 'is not a property of the schema; remove it', undefined, data[key]);
        else checker.explain(data[key], place, run);
      }
    },
  };
}
