import { validatorFactory } from './answer-validator.js';
import type { CreateAnswerValidator } from './answer-validator.js';

/** Makes a validator, as {@link CreateAnswerValidator} says. This entry never generates code and carries no compiler. */
export const createAnswerValidator: CreateAnswerValidator = validatorFactory(undefined);

/** Not available in this entry: writing a module needs the compiler. Always throws `EvalError`. */
export function compileAnswerModule(): never {
  throw new EvalError(
    'compileAnswerModule writes a module at build time; call it in Node, not in a browser or a worker.',
  );
}

export { checkAnswerFormat } from './check-answer-format.js';
export { explainIssues } from './explain-issues.js';
export { AnswerFormatError } from './answer-format-error.js';
export { ANSWER_ISSUE_CODES } from './answer-issue.js';
export { FORMAT_ISSUE_CODES } from './schema/format-issue.js';
export { ANSWER_LIMITS, SCHEMA_LIMITS } from './schema/schema-limits.js';

export type { AnswerFormatResult } from './check-answer-format.js';
export type { AnswerIssue, AnswerIssueCode, AnswerResult } from './answer-issue.js';
export type { AnswerValidator, AnswerValidatorOptions, CreateAnswerValidator } from './answer-validator.js';
export type { AnswerEngine, EngineChoice } from './prepared-schema.js';
export type { FormatIssue, FormatIssueCode } from './schema/format-issue.js';
export type { InferAnswer } from './infer-answer.js';
export type { JsonSchema, SchemaDraft } from './json-schema.js';
