import { ERROR_CODES, SESSION_ERROR_CODES, type ErrorCode } from '../src/index.js';

/** `docs/reference/errors.md`, from the table. */
export function errorsMarkdown(): string {
  const codes = Object.entries<ErrorCode>(ERROR_CODES);
  const packages = [...new Set(codes.map(([, { package: owner }]) => owner))];
  return [
    '# Errors',
    'Generated from `packages/protocol/src/error-codes.ts`; edit that, then run `npm run docs` in `packages/protocol`.',
    'Every error of this project has a `code` from this page, a `name`, a `message` that says what happened, why and what to do next, and the `cause` where there is one. The codes are stable; the words are not. *Again* says whether the same call may succeed later, unchanged.',
    ...packages.flatMap((owner) => [
      `## ${owner}`,
      table(
        ['code', 'what happened', 'what to do', 'HTTP', 'again'],
        codes
          .filter(([, row]) => row.package === owner)
          .map(([code, { meaning, remedy, httpStatus, retryable }]) => [
            `\`${code}\``,
            meaning,
            remedy,
            [httpStatus ?? []].flat().join(', '),
            retryable ? 'yes' : '',
          ]),
      ),
    ]),
    '## `error_code` of a session',
    "Another thing: the wire's word for why a session failed or timed out. It is in the session's status, not on an error.",
    table(
      ['error_code', 'meaning'],
      Object.entries(SESSION_ERROR_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
