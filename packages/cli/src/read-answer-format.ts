import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkAnswerFormat } from '@agent-session/answers';
import type { AnswerFormat } from '@agent-session/protocol';
import { CliError } from './cli-error.js';
import { describeIssues } from './describe-issues.js';
import { reasonOf } from './reason-of.js';
import { whyUnread } from './why-unread.js';

/**
 * Reads a JSON Schema from a file and checks that it can be an answer format.
 *
 * @throws CliError (usage) when the file cannot be read, is not JSON, or is not a JSON Schema that can be enforced.
 */
export async function readAnswerFormat(path: string, workingDirectory: string): Promise<AnswerFormat> {
  const file = resolve(workingDirectory, path);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `Cannot read the answer format ${file}: ${whyUnread(cause)}. Check the path.`, {
      cause,
    });
  });
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    throw new CliError(
      'usage',
      `${file} is not JSON: ${reasonOf(cause)}. An answer format is a JSON Schema document.`,
      {
        cause,
      },
    );
  }
  const check = checkAnswerFormat(schema);
  if (!check.ok) {
    throw new CliError('usage', `${file} cannot be an answer format:\n${describeIssues(check.issues)}`);
  }
  return schema as AnswerFormat;
}
