import { createAnswerValidator } from '@agent-session/answers';
import type { SessionAnswer } from '@agent-session/core';
import type { AnswerFormat } from '@agent-session/protocol';
import type { InvalidAnswer, LiveAnswer, LiveAnswerIssue } from './live-answer.js';
import { messageOf } from './message-of.js';

type Verdict =
  | { readonly ok: true; readonly value: unknown; readonly raw: unknown }
  | { readonly ok: false; readonly raw: unknown; readonly issues: readonly LiveAnswerIssue[] };

/** Checks the answers of one session against its format. `null`: free text, every answer fits. */
export interface AnswerChecker {
  readonly format: AnswerFormat | null;
  check(answer: SessionAnswer): LiveAnswer;
  /** What a session that completed without an answer left. */
  missing(turn: number): InvalidAnswer;
}

export function createAnswerChecker(format: AnswerFormat | null): AnswerChecker {
  const checked = new WeakMap<SessionAnswer, LiveAnswer>();
  let validate: ((answer: unknown) => Verdict) | null = null;

  const verdict = (raw: unknown): Verdict => {
    if (format === null) return { ok: true, value: raw, raw };
    validate ??= validatorOf(format);
    return validate(raw);
  };

  return {
    format,
    check(answer) {
      const known = checked.get(answer);
      if (known) return known;
      const { turn, eventIndex, outcome } = answer;
      const live: LiveAnswer = { ...verdict(answer.value), turn, eventIndex, outcome };
      checked.set(answer, live);
      return live;
    },
    missing: (turn) => ({
      ok: false,
      raw: null,
      issues: [
        {
          pointer: '',
          code: 'answer-missing',
          message: 'The session completed without an answer, although an answer_format asks for one.',
        },
      ],
      turn,
      eventIndex: null,
      outcome: null,
    }),
  };
}

function validatorOf(format: AnswerFormat): (answer: unknown) => Verdict {
  try {
    const { validate } = createAnswerValidator(format);
    return (answer) => validate(answer);
  } catch (error) {
    // The format came from the platform: that it cannot be used is news, not a reason to end the stream.
    const reason = messageOf(error);
    const message = `The answer_format of the session cannot be checked: ${reason}`;
    const issue: LiveAnswerIssue = { pointer: '', code: 'answer-format-unusable', message };
    return (answer) => ({ ok: false, raw: answer, issues: [issue] });
  }
}
