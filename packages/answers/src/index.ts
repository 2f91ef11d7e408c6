export { createAnswerValidator } from './answer-validator.js';
export { checkAnswerFormat } from './check-answer-format.js';
export type { AnswerFormatResult } from './check-answer-format.js';
export type { AnswerIssue, AnswerResult } from './answer-issue.js';
export type { AnswerValidator } from './answer-validator.js';
export type { JsonSchema } from './json-schema.js';
