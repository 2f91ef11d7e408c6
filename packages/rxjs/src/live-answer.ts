import type { AnswerIssue, AnswerIssueCode } from '@agent-session/answers';

interface AnswerPlace {
  /** The answer as it came. */
  readonly raw: unknown;
  /** The turn it answers, from 1. */
  readonly turn: number;
  /** Index of the event that carried it; `null` when only a status read told it. */
  readonly eventIndex: number | null;
  /** How the agent judged it, verbatim; `null` when it did not. */
  readonly outcome: string | null;
}

/**
 * One reason why an answer does not fit. Besides the codes of the answers package: `answer-missing` (there is none,
 * although a format asks for one) and `answer-format-unusable` (the platform's format cannot be checked).
 */
export interface LiveAnswerIssue extends Omit<AnswerIssue, 'code'> {
  readonly code: AnswerIssueCode | 'answer-missing' | 'answer-format-unusable';
}

/** An answer that fits its format (or that no format was asked of), typed. */
export interface ValidAnswer<Value = unknown> extends AnswerPlace {
  readonly ok: true;
  /** The answer, parsed when it came as JSON text. */
  readonly value: Value;
}

/**
 * An answer that does not fit its format, or a missing one: then `raw` is `null` and the one issue has the code
 * `answer-missing`. The session and its stream go on: what to do about it is the caller's decision.
 */
export interface InvalidAnswer extends AnswerPlace {
  readonly ok: false;
  readonly issues: readonly LiveAnswerIssue[];
}

/** An answer, checked against the `answer_format` of the session where one is known, and bound to its turn. */
export type LiveAnswer<Value = unknown> = ValidAnswer<Value> | InvalidAnswer;
