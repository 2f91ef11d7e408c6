/** Why a schema is refused; the text says what the code means. */
export const FORMAT_ISSUE_CODES = {
  not_a_schema: 'the value is not a JSON object (or, inside a schema, a boolean)',
  not_json: 'the schema holds something JSON cannot carry',
  too_large: 'the schema has more values, characters, enum values or rules than the limits allow',
  too_deep: 'the schema nests deeper than the limit',
  unsupported_draft: '$schema names something else than draft 2020-12 or draft-07',
  invalid_keyword: 'the value of a keyword is not what JSON Schema asks for',
  invalid_pattern: 'a pattern is not a regular expression',
  unsupported_pattern: 'a pattern cannot be matched in linear time',
  remote_ref: '$ref points outside the schema',
  unresolved_ref: '$ref points to a place that does not exist',
  ref_loop: '$ref leads back to itself without moving into the value',
  duplicate_id: 'two places have the same $id or $anchor',
  unsupported_keyword: 'a keyword on which validators disagree, so both ends could judge differently',
  unsafe_name: 'a key is named __proto__',
  root_not_object: 'the schema can never accept a JSON object, and the platform answers with one',
} as const;

/** Stable code of a {@link FormatIssue}. */
export type FormatIssueCode = keyof typeof FORMAT_ISSUE_CODES;

/** One reason why a schema is refused. */
export interface FormatIssue {
  /** JSON Pointer to the place in the schema. */
  readonly pointer: string;
  readonly code: FormatIssueCode;
  /** What is wrong there and what to do instead. */
  readonly message: string;
}
