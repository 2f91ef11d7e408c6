import type { SchemaDraft } from '../json-schema.js';
import { linearPattern } from '../pattern/linear-pattern.js';
import { keywordRule } from '../schema/keyword-table.js';
import type { KeywordObject } from '../schema/schema-node.js';
import { quote } from './describe-value.js';
import type { Checker, Rule, Run } from './run.js';
import { explainChild, isFull, report, reportPlain, reportPlainChild } from './run.js';
import type { SubCheckers } from './sub-checkers.js';

type Data = Readonly<Record<string, unknown>>;

/** The rules of a schema about the properties of an object. */
export function objectRules(schema: KeywordObject, sub: SubCheckers, draft: SchemaDraft): Rule[] {
  const rules: Rule[] = [];
  const required = (schema['required'] ?? []) as readonly string[];
  const patterns = [...sub.byKey('patternProperties')].map(([source, checker]) => ({
    pattern: linearPattern(source),
    checker,
  }));
  const properties = sub.byKey('properties');
  const rest = sub.one('additionalProperties');
  if (required.length > 0 || properties.size > 0 || patterns.length > 0 || rest !== undefined) {
    rules.push(
      propertiesRule({ required, properties, patterns, rest, isClosed: schema['additionalProperties'] === false }),
    );
  }
  for (const keyword of ['dependencies', 'dependentRequired']) {
    if (keywordRule(keyword, draft) === undefined) continue;
    for (const [key, names] of Object.entries(schema[keyword] ?? {})) {
      if (Array.isArray(names)) rules.push(dependentRule(key, names as string[]));
    }
  }
  const names = sub.one('propertyNames');
  if (names !== undefined) rules.push(namesRule(names));
  return rules;
}

interface PropertyRules {
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, Checker>;
  readonly patterns: readonly { readonly pattern: { test(text: string): boolean }; readonly checker: Checker }[];
  readonly rest: Checker | undefined;
  readonly isClosed: boolean;
}

/** `required`, `properties`, `patternProperties` and `additionalProperties` in one pass over the properties there are. */
function propertiesRule({ required, properties, patterns, rest, isClosed }: PropertyRules): Rule {
  const anything: Checker = { check: () => true, explain: () => undefined };
  const known = new Map<string, { checker: Checker; isListed: boolean; isRequired: boolean }>();
  for (const [key, checker] of properties) known.set(key, { checker, isListed: true, isRequired: false });
  for (const key of required) {
    const entry = known.get(key);
    if (entry === undefined) known.set(key, { checker: anything, isListed: false, isRequired: true });
    else entry.isRequired = true;
  }

  return {
    kind: 'object',
    check(data, run, marks) {
      let found = 0;
      for (const key of Object.keys(data as Data)) {
        const value = (data as Data)[key];
        const entry = known.get(key);
        let covered = false;
        if (entry !== undefined) {
          covered = entry.isListed;
          if (value !== undefined) {
            if (entry.isRequired) found += 1;
            if (!entry.checker.check(value, run, undefined)) return false;
          }
        }
        for (const { pattern, checker } of patterns) {
          if (!pattern.test(key)) continue;
          covered = true;
          if (!checker.check(value, run, undefined)) return false;
        }
        if (!covered && rest !== undefined) {
          covered = true;
          if (!rest.check(value, run, undefined)) return false;
        }
        if (covered) marks?.keys.add(key);
      }
      return found === required.length;
    },
    explain(data, run) {
      let found = 0;
      for (const key of Object.keys(data as Data)) {
        if (isFull(run)) return;
        const value = (data as Data)[key];
        const entry = known.get(key);
        let covered = entry?.isListed === true;
        if (entry !== undefined) {
          if (value !== undefined) {
            if (entry.isRequired) found += 1;
            explainChild(entry.checker, value, key, run);
          }
        }
        for (const { pattern, checker } of patterns) {
          if (!pattern.test(key)) continue;
          covered = true;
          explainChild(checker, value, key, run);
        }
        if (covered || rest === undefined) continue;
        if (isClosed) {
          reportPlainChild(run, key, 'additional_property', false, value);
        } else explainChild(rest, value, key, run);
      }
      if (found < required.length) explainMissing(required, data as Data, run);
    },
  };
}

function explainMissing(required: readonly string[], data: Data, run: Run): void {
  for (const name of required) {
    if (!hasProperty(data, name)) reportPlain(run, 'required', name, data);
  }
}

/** Whether a property is there. One that is `undefined` is not: JSON has no such thing and `JSON.stringify` drops it. */
export function hasProperty(data: object, name: string): boolean {
  return Object.hasOwn(data, name) && (data as Data)[name] !== undefined;
}

function dependentRule(key: string, names: readonly string[]): Rule {
  const missing = (data: Data): string[] =>
    hasProperty(data, key) ? names.filter((name) => !hasProperty(data, name)) : [];
  return {
    kind: 'object',
    check: (data) => missing(data as Data).length === 0,
    explain(data, run) {
      for (const name of missing(data as Data)) {
        const says = `lacks the property ${quote(name)}, which ${quote(key)} requires`;
        report(run, 'dependent_required', says, name, data);
      }
    },
  };
}

function namesRule(checker: Checker): Rule {
  return {
    kind: 'object',
    check: (data, run) => Object.keys(data as Data).every((key) => checker.check(key, run, undefined)),
    explain(data, run) {
      for (const key of Object.keys(data as Data)) {
        if (isFull(run)) return;
        if (checker.check(key, run, undefined)) continue;
        const says = `has a property named ${quote(key.slice(0, 100))}, which breaks the rules for names`;
        report(run, 'property_name', says, undefined, key);
      }
    },
  };
}
