import { linearPattern } from '../pattern/linear-pattern.js';
import type { KeywordObject } from '../schema/schema-node.js';
import { equalJson, equalsAny } from './equal-json.js';
import { formats } from './formats.js';
import { isMultipleOf } from './multiple-of.js';
import type { Rule, RuleKind } from './run.js';
import { reportPlain } from './run.js';
import type { PlainIssueCode } from './sentences.js';
import { textLength } from './text-length.js';

/** The values each kind of rule is given. */
interface KindValues {
  string: string;
  number: number;
  array: readonly unknown[];
  object: object;
  any: unknown;
}

/** Makes the rule of a keyword's value, or none when it asks for nothing. */
type Make = (expected: never) => Rule | undefined;

function rule<Kind extends RuleKind>(
  kind: Kind,
  code: PlainIssueCode,
  expected: unknown,
  test: (data: KindValues[Kind]) => boolean,
): Rule {
  return {
    kind,
    check: (data) => test(data as KindValues[Kind]),
    explain(data, run) {
      if (!test(data as KindValues[Kind])) reportPlain(run, code, expected, data);
    },
  };
}

const keyCount = (data: object): number => Object.keys(data).length;

const MAKERS: Readonly<Record<string, Make>> = {
  const: (value: unknown) => rule('any', 'const', value, (data) => equalJson(data, value)),
  enum: (values: readonly unknown[]) => {
    const scalars = new Set(values.filter((value) => typeof value !== 'object' || value === null));
    const composites = values.filter((value) => typeof value === 'object' && value !== null);
    return rule(
      'any',
      'enum',
      values,
      (data) => scalars.has(data) || (composites.length > 0 && equalsAny(data, composites)),
    );
  },
  minimum: (limit: number) => rule('number', 'minimum', limit, (data) => data >= limit),
  maximum: (limit: number) => rule('number', 'maximum', limit, (data) => data <= limit),
  exclusiveMinimum: (limit: number) => rule('number', 'exclusive_minimum', limit, (data) => data > limit),
  exclusiveMaximum: (limit: number) => rule('number', 'exclusive_maximum', limit, (data) => data < limit),
  multipleOf: (of: number) => rule('number', 'multiple_of', of, (data) => isMultipleOf(data, of)),
  minLength: (limit: number) => rule('string', 'min_length', limit, (data) => textLength(data) >= limit),
  maxLength: (limit: number) => rule('string', 'max_length', limit, (data) => textLength(data) <= limit),
  minItems: (limit: number) => rule('array', 'min_items', limit, (data) => data.length >= limit),
  maxItems: (limit: number) => rule('array', 'max_items', limit, (data) => data.length <= limit),
  minProperties: (limit: number) => rule('object', 'min_properties', limit, (data) => keyCount(data) >= limit),
  maxProperties: (limit: number) => rule('object', 'max_properties', limit, (data) => keyCount(data) <= limit),
  pattern: (source: string) => {
    const pattern = linearPattern(source);
    return rule('string', 'pattern', source, (data) => pattern.test(data));
  },
  format: (name: string) => {
    const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
    if (format === undefined) return undefined; // a format nobody knows asks for nothing
    return typeof format === 'function'
      ? rule('string', 'format', name, format)
      : rule('number', 'format', name, format.validate);
  },
};

/** The rules of a schema that look at the value itself and not into it, `type` aside. */
export function scalarRules(schema: KeywordObject): Rule[] {
  return Object.entries(MAKERS).flatMap(([keyword, make]) => {
    const made = Object.hasOwn(schema, keyword) ? make(schema[keyword] as never) : undefined;
    return made === undefined ? [] : [made];
  });
}
