import { describeExpected, describeValue, quote } from './describe-value.js';
import { textLength } from './text-length.js';

/** Says what is wrong with a value, as the rest of a sentence that begins with its place. */
type Says = (expected: never, data: unknown) => string;

const size =
  (most: boolean, one: string, many: string, sizeOf: (data: never) => number): Says =>
  (limit: number, data) =>
    `must have at ${most ? 'most' : 'least'} ${limit} ${limit === 1 ? one : many}, but it has ${sizeOf(data as never)}`;
const number =
  (words: string): Says =>
  (limit: number, data) =>
    `must be ${words} ${limit}, but it is ${String(data)}`;
const itemCount = (data: readonly unknown[]): number => data.length;
const keyCount = (data: object): number => Object.keys(data).length;

/** The sentences of the issues that follow from the rule and the value alone, for both engines that write issues. */
export const SENTENCES = {
  type: (types: string | readonly string[], data) => `must be ${phrase(types)}, but it is ${describeValue(data)}`,
  required: (name: string) => `lacks the required property ${quote(name)}`,
  additional_property: () => 'is not a property of the schema; remove it',
  const: (value: unknown, data) => `must be ${describeExpected(value)}, but it is ${describeValue(data)}`,
  enum: (values: readonly unknown[], data) =>
    `must be one of ${describeExpected(values)}, but it is ${describeValue(data)}`,
  min_length: size(false, 'character', 'characters', textLength),
  max_length: size(true, 'character', 'characters', textLength),
  min_items: size(false, 'item', 'items', itemCount),
  max_items: size(true, 'item', 'items', itemCount),
  min_properties: size(false, 'property', 'properties', keyCount),
  max_properties: size(true, 'property', 'properties', keyCount),
  minimum: number('at least'),
  maximum: number('at most'),
  exclusive_minimum: number('above'),
  exclusive_maximum: number('below'),
  multiple_of: number('a multiple of'),
  pattern: (source: string, data) =>
    `must match the pattern ${describeExpected(source)}, but it is ${describeValue(data)}`,
  format: (name: string, data) => `must have the format "${name}", but it is ${describeValue(data)}`,
  forbidden: () => 'is not allowed; remove it',
} as const satisfies Record<string, Says>;

/** Code of an issue with a sentence here. */
export type PlainIssueCode = keyof typeof SENTENCES;

/** The rest of the sentence of one issue. */
export function sentence(code: PlainIssueCode, expected: unknown, data: unknown): string {
  const says: Says = SENTENCES[code];
  return says(expected as never, data);
}

/** What an issue shows of the rule: long lists are cut. */
export function shownExpected(code: PlainIssueCode, expected: unknown): unknown {
  const MAX_VALUES = 50;
  return code === 'enum' && Array.isArray(expected) && expected.length > MAX_VALUES
    ? expected.slice(0, MAX_VALUES)
    : expected;
}

function phrase(types: string | readonly string[]): string {
  if (typeof types === 'string') return TYPE_PHRASES[types] ?? types;
  const words = types.map((name) => TYPE_PHRASES[name] ?? name);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] ?? '');
}

const TYPE_PHRASES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
  null: 'null',
};
