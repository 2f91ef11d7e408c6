import { createAnswerValidator, type AnswerValidator } from '@agent-session/answers';
import type { AnswerFormat, JsonValue } from '@agent-session/protocol';
import type { RefusedAnswerIssue } from '../agents/agent.js';

/** Whether an answer is taken, and in which form it goes on the wire. */
export type AnswerVerdict =
  | { readonly ok: true; readonly answer: JsonValue }
  | { readonly ok: false; readonly issues: readonly RefusedAnswerIssue[] };

/** Makes the check of answers for one session. */
export function createAnswerCheck(format: AnswerFormat | null): (answer: JsonValue) => AnswerVerdict {
  let validator: AnswerValidator | undefined;
  return (answer) => {
    if (answer === null) return { ok: false, issues: [{ pointer: '', message: 'The answer is null.' }] };
    if (format === null) return { ok: true, answer: onTheWire(answer) };
    validator ??= createAnswerValidator(format);
    const result = validator.validate(answer);
    if (result.ok) return { ok: true, answer: onTheWire(result.value as JsonValue) };
    return { ok: false, issues: result.issues.slice(0, 20).map(({ pointer, message }) => ({ pointer, message })) };
  };
}

/** The wire knows answers that are text or objects; any other JSON travels as its text, which readers parse. */
function onTheWire(answer: JsonValue): JsonValue {
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  return typeof answer === 'string' || isObject ? answer : JSON.stringify(answer);
}
