import type { FormatIssue } from './schema/format-issue.js';

/** A schema that cannot be enforced. `issues` names every place. */
export class AnswerFormatError extends Error {
  override name = 'AnswerFormatError';
  readonly code = 'invalid_answer_format';
  readonly issues: readonly FormatIssue[];

  constructor(issues: readonly FormatIssue[], options?: ErrorOptions) {
    const [first] = issues;
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    super(
      `The answer_format is not a schema that can be enforced: at "${first?.pointer ?? ''}", ${first?.message ?? 'it is refused.'}${more}`,
      options,
    );
    this.issues = issues;
  }
}
