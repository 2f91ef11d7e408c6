import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import type { AnswerIssue, AnswerResult } from './answer-issue.js';
import type { JsonSchema } from './json-schema.js';

/** Checks answers against one schema. */
export interface AnswerValidator<Value = unknown> {
  /** The schema the validator enforces. */
  readonly schema: JsonSchema;
  /** Says whether an answer fits. Never throws. Text is parsed as JSON when the schema refuses the text itself. */
  validate(answer: unknown): AnswerResult<Value>;
}

/** Makes the validator of one `answer_format`. Throws an `Error` when the schema itself is not valid. */
export function createAnswerValidator<Value = unknown>(schema: JsonSchema): AnswerValidator<Value> {
  const options = { strict: false, allErrors: true } as const;
  const draft7 = typeof schema === 'object' && String(schema['$schema'] ?? '').includes('draft-07');
  const ajv = draft7 ? new Ajv(options) : new Ajv2020(options);
  (formatsPlugin as unknown as (target: unknown) => void)(ajv);
  const check = ajv.compile(schema);
  const run = (data: unknown): AnswerIssue[] =>
    check(data)
      ? []
      : (check.errors ?? []).map((error) => ({
          pointer: error.instancePath,
          code: error.keyword,
          message: error.message ?? error.keyword,
          expected: error.params,
        }));
  return {
    schema,
    validate(answer) {
      const issues = run(answer);
      if (issues.length === 0) return { ok: true, value: answer as Value, raw: answer };
      if (typeof answer === 'string') {
        try {
          const parsed: unknown = JSON.parse(answer);
          const parsedIssues = run(parsed);
          return parsedIssues.length === 0
            ? { ok: true, value: parsed as Value, raw: answer }
            : { ok: false, raw: answer, issues: parsedIssues };
        } catch {
          return { ok: false, raw: answer, issues };
        }
      }
      return { ok: false, raw: answer, issues };
    },
  };
}
