import type { AnswerIssue } from './answer-issue.js';

/** How many issues a message lists; an agent that repairs these sends the next answer anyway. */
const MAX_LISTED = 20;
/** Bound on the whole message, well below what the platform takes. */
const MAX_CHARACTERS = 8_000;

/**
 * Writes the message one would send back to an interactive agent whose answer was refused.
 *
 * @example
 * const result = validator.validate(answer);
 * if (!result.ok) await session.message(explainIssues(result.issues));
 */
export function explainIssues(issues: readonly Pick<AnswerIssue, 'message'>[]): string {
  if (issues.length === 0) return 'Your answer fits the required format.';
  const lines = issues.slice(0, MAX_LISTED).map(({ message }) => `- ${oneLine(message)}`);
  if (issues.length > MAX_LISTED) lines.push(`- and ${issues.length - MAX_LISTED} more`);
  const intro = `Your answer does not fit the required answer format. ${issues.length === 1 ? 'Fix this problem' : `Fix these ${issues.length} problems`}:`;
  const outro =
    'Then send the whole answer again: one JSON value that fits the schema, with no text and no code fence around it.';
  return `${intro}\n${lines.join('\n').slice(0, MAX_CHARACTERS)}\n${outro}`;
}

/** An answer's own text inside a message stays on its line. */
function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, ' ');
}
