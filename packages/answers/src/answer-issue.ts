/** One reason why an answer does not fit its `answer_format`. */
export interface AnswerIssue {
  /** JSON Pointer to the offending place in the answer; `''` is the whole answer. */
  readonly pointer: string;
  /** Stable name of the rule that was broken. */
  readonly code: string;
  /** One sentence a person can act on. */
  readonly message: string;
  /** What the schema asks for at that place. */
  readonly expected?: unknown;
  /** What the answer holds there, cut to a bounded size. */
  readonly received?: unknown;
}

/** The verdict on one answer. `raw` is the answer as it came, `value` the checked one (parsed, when it came as JSON text). */
export type AnswerResult<Value = unknown> =
  | { readonly ok: true; readonly value: Value; readonly raw: unknown }
  | { readonly ok: false; readonly raw: unknown; readonly issues: readonly AnswerIssue[] };
