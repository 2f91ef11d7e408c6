import { AnswerLimit } from './answer-limit.js';
import type { AnswerIssue, AnswerIssueCode, AnswerResult } from './answer-issue.js';
import { withWorkLimit } from './answer-work.js';
import { receivedValue } from './interpreter/describe-value.js';
import { ANSWER_LIMITS } from './schema/schema-limits.js';

/** What judging needs: a verdict and its reasons. */
export interface Judge {
  readonly check: (data: unknown) => boolean;
  readonly explain: (data: unknown) => AnswerIssue[];
}

/**
 * Judges one answer. Never throws.
 * Text is taken as it is when the schema accepts the text itself; otherwise it is parsed as JSON.
 */
export function judgeAnswer<Value>(judge: Judge, raw: unknown): AnswerResult<Value> {
  try {
    if (typeof raw === 'string' && raw.length > ANSWER_LIMITS.textCharacters) {
      return refused(raw, 'too_large', `The answer is longer than ${ANSWER_LIMITS.textCharacters} characters.`);
    }
    return withWorkLimit(() => judgeReadable<Value>(judge, raw));
  } catch (error) {
    if (error instanceof AnswerLimit) return refused(raw, error.code, error.message);
    if (error instanceof RangeError)
      return refused(raw, 'too_deep', 'The answer is too deep or too large to be checked.');
    return refused(raw, 'unreadable', 'The answer is not plain JSON data: reading it throws.');
  }
}

function judgeReadable<Value>(judge: Judge, raw: unknown): AnswerResult<Value> {
  if (judge.check(raw)) return { ok: true, value: raw as Value, raw };
  if (typeof raw === 'string') return judgeText(judge, raw);
  return { ok: false, raw, issues: judge.explain(raw) };
}

function judgeText<Value>(judge: Judge, raw: string): AnswerResult<Value> {
  const parsed = parse(raw);
  if (parsed !== undefined && judge.check(parsed.value)) return { ok: true, value: parsed.value as Value, raw };

  const issues = judge.explain(raw);
  const wantsText = !issues.some(({ pointer, code }) => pointer === '' && NOT_TEXT.has(code));
  if (wantsText) return { ok: false, raw, issues };
  if (parsed === undefined) {
    return CODE_FENCE.test(raw.slice(0, 1_000))
      ? refused(
          raw,
          'code_fenced',
          'The answer is wrapped in a code fence; send the JSON alone, without ``` around it.',
        )
      : refused(raw, 'not_json', 'The answer is text that is not JSON; send one JSON value and nothing around it.');
  }
  if (typeof parsed.value === 'string' && parse(parsed.value) !== undefined) {
    return refused(
      raw,
      'doubly_encoded',
      'The answer is JSON encoded twice: a string that holds JSON text; send the JSON itself.',
    );
  }
  return { ok: false, raw, issues: judge.explain(parsed.value) };
}

/** Issues that say the schema does not want text here at all. */
const NOT_TEXT: ReadonlySet<AnswerIssueCode> = new Set([
  'type',
  'any_of',
  'one_of',
  'const',
  'enum',
  'forbidden',
  'not',
]);

/** A fence at the start, perhaps after a line or two of talk. */
const CODE_FENCE = /(?:^|\n)[ \t]*(?:```|~~~)/;

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function refused(
  raw: unknown,
  code: AnswerIssueCode,
  message: string,
): { ok: false; raw: unknown; issues: AnswerIssue[] } {
  return { ok: false, raw, issues: [{ pointer: '', code, message, received: safelyReceived(raw) }] };
}

function safelyReceived(raw: unknown): unknown {
  try {
    return receivedValue(raw);
  } catch {
    return typeof raw;
  }
}
