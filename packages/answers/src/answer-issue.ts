/** Every code an {@link AnswerIssue} can have, with its meaning. */
export const ANSWER_ISSUE_CODES = {
  type: 'the value has another type than the schema asks for',
  required: 'a required property is missing',
  dependent_required: 'a property is missing that another one asks for',
  additional_property: 'the object has a property the schema does not allow',
  unevaluated_property: 'no rule of the schema covers this property, and such properties are not allowed',
  property_name: 'the name of a property breaks the rules for names',
  min_properties: 'the object has too few properties',
  max_properties: 'the object has too many properties',
  additional_item: 'the array has an item the schema does not allow',
  unevaluated_item: 'no rule of the schema covers this item, and such items are not allowed',
  min_items: 'the array has too few items',
  max_items: 'the array has too many items',
  unique_items: 'two items are equal',
  contains: 'too few items are of the kind that must be present',
  max_contains: 'too many items are of a kind that is limited',
  const: 'the value is not the one allowed',
  enum: 'the value is not one of those allowed',
  min_length: 'the text is too short',
  max_length: 'the text is too long',
  pattern: 'the text does not match the pattern',
  format: 'the text does not have the format',
  minimum: 'the number is too small',
  maximum: 'the number is too large',
  exclusive_minimum: 'the number is too small',
  exclusive_maximum: 'the number is too large',
  multiple_of: 'the number is not a multiple of the step',
  any_of: 'the value fits none of the alternatives',
  one_of: 'the value fits more than one of the alternatives',
  not: 'the value fits a schema it must not fit',
  forbidden: 'no value is allowed here',
  not_json: 'the text is not JSON',
  code_fenced: 'the JSON is wrapped in a code fence',
  doubly_encoded: 'the JSON is encoded twice: a string that holds JSON text',
  too_large: 'the answer is larger than the limit',
  too_deep: 'the answer nests deeper than the limit',
  too_complex: 'checking the answer would take too long',
  unreadable: 'the answer is not plain JSON data: reading it throws',
} as const;

/** Stable code of an {@link AnswerIssue}. */
export type AnswerIssueCode = keyof typeof ANSWER_ISSUE_CODES;

/** One reason why an answer does not fit its `answer_format`. */
export interface AnswerIssue {
  /** JSON Pointer to the place in the answer; `''` is the whole answer. A missing property is reported at its object. */
  readonly pointer: string;
  /** Stable name of the rule that was broken. */
  readonly code: AnswerIssueCode;
  /** One sentence a person can act on. */
  readonly message: string;
  /** What the schema asks for: the value of the broken rule, or the missing property's name. */
  readonly expected?: unknown;
  /** What the answer holds there: a scalar as it is, long text cut, objects and arrays described; nothing when missing. */
  readonly received?: unknown;
}

/** The verdict on one answer. `raw` is the answer as it came, `value` the checked one (parsed, when it came as JSON text). */
export type AnswerResult<Value = unknown> =
  | { readonly ok: true; readonly value: Value; readonly raw: unknown }
  | { readonly ok: false; readonly raw: unknown; readonly issues: readonly AnswerIssue[] };

/** Puts issues in one order, whichever engine found them: by place, then by code. */
export function sortIssues(issues: AnswerIssue[]): AnswerIssue[] {
  for (let index = 1; index < issues.length; index += 1) {
    const before = issues[index - 1];
    const after = issues[index];
    if (before === undefined || after === undefined || before.pointer < after.pointer) continue;
    if (compareIssues(before, after) > 0) return issues.toSorted(compareIssues);
  }
  return issues;
}

function compareIssues(one: AnswerIssue, two: AnswerIssue): number {
  return compare(one.pointer, two.pointer) || compare(one.code, two.code) || compare(one.message, two.message);
}

function compare(one: string, two: string): number {
  return one === two ? 0 : one < two ? -1 : 1;
}
