import { createAnswerValidator, type AnswerIssue, type AnswerIssueCode } from '@agent-session/answers';
import type { JsonSchema } from '@agent-session/protocol';
import type { ValidationIssue } from './api-error.js';

/** Checks a value; no issues: it conforms. */
export type RequestValidator = (value: unknown) => readonly ValidationIssue[];

const MAX_ISSUES = 10;
const ROOT_NAMES = { body: 'The body', query: 'The query' } as const;

/**
 * Makes the check of one body or query, all of which are objects. It interprets the schema instead of compiling it, so
 * that it works where code generation is forbidden and costs nothing at start. `loc` of its issues begins with `part`.
 */
export function createRequestValidator(schema: JsonSchema, part: keyof typeof ROOT_NAMES): RequestValidator {
  let validator: ReturnType<typeof createAnswerValidator> | undefined;
  return (value) => {
    // An answer may come as JSON text, a body may not.
    if (typeof value === 'string') {
      return [
        { type: ISSUE_TYPES.type, loc: [part], msg: `${ROOT_NAMES[part]} must be an object, but it is a string.` },
      ];
    }
    validator ??= createAnswerValidator(schema, { engine: 'interpreted' });
    const result = validator.validate(value);
    return result.ok ? [] : result.issues.slice(0, MAX_ISSUES).map((issue) => toIssue(issue, part));
  };
}

/** Names of the kinds of failure, as readers of this contract know them. */
const ISSUE_TYPES: Readonly<Record<AnswerIssueCode, string>> = {
  type: 'type_error',
  required: 'missing',
  dependent_required: 'missing',
  additional_property: 'extra_forbidden',
  unevaluated_property: 'extra_forbidden',
  property_name: 'value_error',
  min_properties: 'too_short',
  max_properties: 'too_long',
  additional_item: 'too_long',
  unevaluated_item: 'too_long',
  min_items: 'too_short',
  max_items: 'too_long',
  unique_items: 'value_error',
  contains: 'value_error',
  max_contains: 'value_error',
  const: 'literal_error',
  enum: 'literal_error',
  min_length: 'string_too_short',
  max_length: 'string_too_long',
  pattern: 'string_pattern_mismatch',
  format: 'format_error',
  minimum: 'greater_than_equal',
  maximum: 'less_than_equal',
  exclusive_minimum: 'greater_than',
  exclusive_maximum: 'less_than',
  multiple_of: 'multiple_of',
  any_of: 'union_error',
  one_of: 'union_error',
  not: 'value_error',
  forbidden: 'extra_forbidden',
  not_json: 'json_invalid',
  code_fenced: 'json_invalid',
  doubly_encoded: 'json_invalid',
  too_large: 'too_long',
  too_deep: 'too_deep',
  too_complex: 'too_long',
  unreadable: 'value_error',
};

/** Issues name their place in front of the sentence; here `loc` does, and the root is not an answer. */
function toIssue({ pointer, code, message, expected, received }: AnswerIssue, part: 'body' | 'query'): ValidationIssue {
  const path = pointer.split('/').slice(1).map(unescapeToken);
  const loc = [part, ...path.map((token) => (/^\d{1,9}$/.test(token) ? Number(token) : token))];
  const type = ISSUE_TYPES[code];
  if (code === 'required') return { type, loc: [...loc, String(expected)], msg: 'Field required', input: null };
  if (type === 'extra_forbidden') return { type, loc, msg: 'Extra inputs are not permitted', input: received ?? null };
  const msg =
    pointer === ''
      ? message.replaceAll(/(^|\. |Or: )The answer /g, `$1${ROOT_NAMES[part]} `)
      : message.replace(`${pointer} `, '').replace(/^./, (letter) => letter.toUpperCase());
  return { type, loc, msg, input: received ?? null };
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
