import type { AnswerIssue } from './answer-issue.js';
import { createAnswerValidator } from './answer-validator.js';
import type { JsonSchema } from './json-schema.js';

/** Whether a schema can be sent as `answer_format`; the pointers of the issues are places in the schema. */
export type AnswerFormatResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly issues: readonly AnswerIssue[] };

/** Says, before launch, whether a schema can be sent as `answer_format`. */
export function checkAnswerFormat(schema: unknown): AnswerFormatResult {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return {
      ok: false,
      issues: [{ pointer: '', code: 'schema_not_object', message: 'The schema must be a JSON object.' }],
    };
  }
  try {
    createAnswerValidator(schema as JsonSchema);
    return { ok: true };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, issues: [{ pointer: '', code: 'schema_invalid', message }] };
  }
}
