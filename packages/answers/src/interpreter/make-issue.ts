import type { AnswerIssue, AnswerIssueCode } from '../answer-issue.js';
import { receivedValue } from './describe-value.js';

/** Makes one issue; `says` goes on a sentence that begins with the place. */
export function makeIssue(
  pointer: string,
  code: AnswerIssueCode,
  says: string,
  expected: unknown,
  data: unknown,
): AnswerIssue {
  const message = `${pointer === '' ? 'The answer' : pointer} ${says}.`;
  // Of a missing property nothing was received.
  return code === 'required'
    ? { pointer, code, message, expected }
    : { pointer, code, message, expected, received: receivedValue(data) };
}
