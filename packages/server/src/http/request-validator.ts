import { Validator, type OutputUnit } from '@cfworker/json-schema';
import type { JsonSchema } from '@agent-session/protocol';
import type { ValidationIssue } from './api-error.js';

/** Checks a value; no issues: it conforms. */
export type RequestValidator = (value: unknown) => readonly ValidationIssue[];

/**
 * Makes the check of one body or query. It interprets the schema instead of compiling it, so that it works where code
 * generation is forbidden and costs nothing at start. `loc` of its issues begins with `part`.
 */
export function createRequestValidator(schema: JsonSchema, part: 'body' | 'query'): RequestValidator {
  const validator = new Validator(schema, '2020-12', false);
  return (value) => {
    const result = validator.validate(value);
    return result.valid ? [] : toIssues(result.errors, value, part);
  };
}

/** Keywords that only say "something inside me failed". */
const WRAPPERS = new Set([
  '$ref',
  'properties',
  'items',
  'prefixItems',
  'anyOf',
  'oneOf',
  'allOf',
  'if',
  'then',
  'else',
  'additionalProperties',
]);
const MAX_ISSUES = 10;
const MAX_INPUT_LENGTH = 200;

/** Names of the kinds of failure, as readers of this contract know them. */
const ISSUE_TYPES: Readonly<Record<string, string>> = {
  required: 'missing',
  type: 'type_error',
  enum: 'literal_error',
  const: 'literal_error',
  minimum: 'greater_than_equal',
  exclusiveMinimum: 'greater_than',
  maximum: 'less_than_equal',
  exclusiveMaximum: 'less_than',
  minLength: 'string_too_short',
  maxLength: 'string_too_long',
  pattern: 'string_pattern_mismatch',
  minItems: 'too_short',
  maxItems: 'too_long',
  false: 'extra_forbidden',
  format: 'format_error',
};

/**
 * The failures worth telling. Where a value may have several shapes, every shape reports; those that got furthest into
 * the value know best what was meant, so the deepest ones are kept, one per place and kind.
 */
function toIssues(errors: readonly OutputUnit[], root: unknown, part: string): readonly ValidationIssue[] {
  const leaves = errors.filter((error) => !WRAPPERS.has(error.keyword)).map((error) => toIssue(error, root, part));
  const deepest = new Map<string, number>();
  for (const { loc } of leaves) {
    const top = String(loc[1] ?? '');
    deepest.set(top, Math.max(deepest.get(top) ?? 0, loc.length));
  }
  // "Or null" is how the contract says optional: what else was expected there is the news.
  const isNullBranch = ({ msg }: ValidationIssue) => msg.endsWith('Expected "null".');
  const better = new Set(leaves.filter((issue) => !isNullBranch(issue)).map(({ loc }) => loc.join('/')));
  const kept = new Map<string, ValidationIssue>();
  for (const issue of leaves) {
    if (issue.loc.length < (deepest.get(String(issue.loc[1] ?? '')) ?? 0)) continue;
    if (isNullBranch(issue) && better.has(issue.loc.join('/'))) continue;
    const key = `${issue.loc.join('/')}:${issue.type}`;
    if (!kept.has(key)) kept.set(key, issue);
  }
  const issues = [...kept.values()].slice(0, MAX_ISSUES);
  return issues.length > 0 ? issues : [{ type: 'value_error', loc: [part], msg: 'The value does not conform.' }];
}

function toIssue(error: OutputUnit, root: unknown, part: string): ValidationIssue {
  const path = error.instanceLocation
    .split('/')
    .slice(1)
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'));
  const type = ISSUE_TYPES[error.keyword] ?? 'value_error';
  const missing = error.keyword === 'required' ? /"([^"]+)"/.exec(error.error)?.[1] : undefined;
  const value = valueAt(root, path);
  const loc = [part, ...path.map((token) => (/^\d+$/.test(token) ? Number(token) : token))];
  if (missing !== undefined) return { type, loc: [...loc, missing], msg: 'Field required', input: shorten(value) };
  return { type, loc, msg: error.error, input: shorten(value) };
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const token of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return value;
}

/** Refusals repeat what was sent only as far as it helps. */
function shorten(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string')
    return value.length > MAX_INPUT_LENGTH ? `${value.slice(0, MAX_INPUT_LENGTH)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? `array of ${value.length}`
    : `object with ${Object.keys(value).slice(0, 20).join(', ')}`;
}
