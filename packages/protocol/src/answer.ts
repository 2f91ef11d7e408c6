import type { JsonSchema, JsonValue } from './json.js';

/** The answer an agent leaves: free text, or JSON when an `answer_format` was given. `null`: none yet. */
export type Answer = JsonValue;

/** The JSON Schema an answer must conform to. */
export type AnswerFormat = JsonSchema;

/** How the agent judged its own answer. Source: wire notes 3.6. */
export const ANSWER_OUTCOMES = ['success', 'partial', 'infeasible', 'blocked'] as const;
export type AnswerOutcome = (typeof ANSWER_OUTCOMES)[number];

/** Why a session failed or timed out. Source: wire notes 3.6. */
export const SESSION_ERROR_CODES = {
  environment_error: 'The environment of the agent (its browser, its page) could not be provided.',
  no_answer: 'The run ended without an answer.',
  answer_validation: 'The answer does not conform to the answer_format.',
  timeout: 'The run exceeded its maximum time.',
  insufficient_credit: 'The account has no credit left.',
  internal: 'Something broke inside the platform or the agent.',
} as const;
export type SessionErrorCode = keyof typeof SESSION_ERROR_CODES;
