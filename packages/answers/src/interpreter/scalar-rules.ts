import type { AnswerIssueCode } from '../answer-issue.js';
import { linearPattern } from '../pattern/linear-pattern.js';
import type { KeywordObject } from '../schema/schema-graph.js';
import { describeExpected, describeValue } from './describe-value.js';
import { equalJson } from './equal-json.js';
import { formatCheck } from './formats.js';
import { isMultipleOf } from './multiple-of.js';
import type { Checker } from './run.js';
import { report } from './run.js';
import { textLength } from './text-length.js';

/** A rule that looks at the value alone. */
function leaf(
  test: (data: unknown) => boolean,
  code: AnswerIssueCode,
  expected: unknown,
  says: (data: unknown) => string,
): Checker {
  return {
    check: test,
    explain(data, at, run) {
      if (!test(data)) report(run, at, code, says(data), expected, data);
    },
  };
}

type Make = (value: never) => Checker;

const isNumber = (data: unknown): data is number => typeof data === 'number' && Number.isFinite(data);

function bound(code: AnswerIssueCode, words: string, holds: (data: number, limit: number) => boolean): Make {
  return (limit: number) =>
    leaf(
      (data) => !isNumber(data) || holds(data, limit),
      code,
      limit,
      (data) => `must be ${words} ${limit}, but it is ${String(data)}`,
    );
}

function lengthBound(code: AnswerIssueCode, words: string, holds: (length: number, limit: number) => boolean): Make {
  return (limit: number) =>
    leaf(
      (data) => typeof data !== 'string' || holds(textLength(data), limit),
      code,
      limit,
      (data) =>
        `must have ${words} ${limit} character${limit === 1 ? '' : 's'}, but it has ${textLength(String(data))}`,
    );
}

function sizeBound(
  code: AnswerIssueCode,
  words: string,
  what: 'item' | 'property',
  holds: (size: number, limit: number) => boolean,
): Make {
  const sizeOf = (data: unknown): number | undefined =>
    what === 'item'
      ? Array.isArray(data)
        ? data.length
        : undefined
      : typeof data === 'object' && data !== null && !Array.isArray(data)
        ? Object.keys(data).length
        : undefined;
  const plural = what === 'item' ? 'items' : 'properties';
  return (limit: number) =>
    leaf(
      (data) => {
        const size = sizeOf(data);
        return size === undefined || holds(size, limit);
      },
      code,
      limit,
      (data) => `must have ${words} ${limit} ${limit === 1 ? what : plural}, but it has ${String(sizeOf(data))}`,
    );
}

const atLeast = (one: number, two: number): boolean => one >= two;
const atMost = (one: number, two: number): boolean => one <= two;

const MAKERS: Readonly<Record<string, Make>> = {
  const: (value: unknown) =>
    leaf(
      (data) => equalJson(data, value),
      'const',
      value,
      (data) => `must be ${describeExpected(value)}, but it is ${describeValue(data)}`,
    ),
  enum: (values: readonly unknown[]) => {
    const scalars = new Set(values.filter((value) => typeof value !== 'object' || value === null));
    const composites = values.filter((value) => typeof value === 'object' && value !== null);
    return leaf(
      (data) =>
        scalars.has(data) ||
        (typeof data === 'object' && data !== null && composites.some((value) => equalJson(data, value))),
      'enum',
      values.length > 50 ? values.slice(0, 50) : values,
      (data) => `must be one of ${describeExpected(values)}, but it is ${describeValue(data)}`,
    );
  },
  minimum: bound('minimum', 'at least', atLeast),
  maximum: bound('maximum', 'at most', atMost),
  exclusiveMinimum: bound('exclusive_minimum', 'above', (data, limit) => data > limit),
  exclusiveMaximum: bound('exclusive_maximum', 'below', (data, limit) => data < limit),
  multipleOf: (of: number) =>
    leaf(
      (data) => !isNumber(data) || isMultipleOf(data, of),
      'multiple_of',
      of,
      (data) => `must be a multiple of ${of}, but it is ${String(data)}`,
    ),
  minLength: lengthBound('min_length', 'at least', atLeast),
  maxLength: lengthBound('max_length', 'at most', atMost),
  minItems: sizeBound('min_items', 'at least', 'item', atLeast),
  maxItems: sizeBound('max_items', 'at most', 'item', atMost),
  minProperties: sizeBound('min_properties', 'at least', 'property', atLeast),
  maxProperties: sizeBound('max_properties', 'at most', 'property', atMost),
  pattern: (source: string) => {
    const pattern = linearPattern(source);
    return leaf(
      (data) => typeof data !== 'string' || pattern.test(data),
      'pattern',
      source,
      (data) => `must match the pattern ${describeExpected(source)}, but it is ${describeValue(data)}`,
    );
  },
  format: (name: string) => {
    const test = formatCheck(name);
    return leaf(
      (data) => test === undefined || test(data),
      'format',
      name,
      (data) => `must have the format "${name}", but it is ${describeValue(data)}`,
    );
  },
};

/** The rules of a schema that look at the value itself and not into it, `type` first. */
export function scalarRules(schema: KeywordObject): Checker[] {
  const rules: Checker[] = [];
  if (schema['type'] !== undefined) rules.push(typeRule(schema));
  for (const [keyword, make] of Object.entries(MAKERS)) {
    if (Object.hasOwn(schema, keyword)) rules.push(make(schema[keyword] as never));
  }
  return rules;
}

function typeRule(schema: KeywordObject): Checker {
  const named = schema['type'] as string | readonly string[];
  const types = new Set(typeof named === 'string' ? [named] : named);
  if (schema['nullable'] === true) types.add('null');
  const names = [...types];
  const words =
    names.length > 1
      ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
      : `${/^[aio]/.test(names[0] ?? '') ? 'an' : 'a'} ${names[0]}`;
  const expected = names.length === 1 ? names[0] : names;
  const test = (data: unknown): boolean => {
    switch (typeof data) {
      case 'string':
        return types.has('string');
      case 'number':
        return Number.isFinite(data) && (types.has('number') || (types.has('integer') && Number.isInteger(data)));
      case 'boolean':
        return types.has('boolean');
      case 'object':
        return types.has(data === null ? 'null' : Array.isArray(data) ? 'array' : 'object');
      default:
        return false;
    }
  };
  return leaf(
    test,
    'type',
    expected,
    (data) => `must be ${words === 'a null' ? 'null' : words}, but it is ${describeValue(data)}`,
  );
}
