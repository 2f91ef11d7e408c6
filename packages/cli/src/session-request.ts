import type { AnswerFormat, SessionRequest } from '@agent-session/protocol';
import { taskMessage } from './demo-task.js';
import { readPageUrl } from './page-url.js';
import { readAnswerFormat } from './read-answer-format.js';
import type { Terminal } from './terminal.js';

/** Options that say what to launch, as they stand on the command line. */
export interface RequestOptions {
  readonly url?: string;
  readonly answerFormat?: string;
  readonly agent?: string;
  readonly maxSteps?: number;
  readonly maxTime?: number;
  readonly idleTimeout?: number;
}

/** What of a request is known before the platform is. */
export interface RequestParts {
  readonly pageUrl: string | undefined;
  readonly answerFormat: AnswerFormat | undefined;
}

/**
 * Checks what the user names, so that nothing is started for a request that cannot be.
 *
 * @throws CliError (usage) for a page that is no URL or a file that is no answer format.
 */
export async function readRequestParts(options: RequestOptions, terminal: Terminal): Promise<RequestParts> {
  return {
    pageUrl: options.url === undefined ? undefined : readPageUrl(options.url),
    answerFormat:
      options.answerFormat === undefined
        ? undefined
        : await readAnswerFormat(options.answerFormat, terminal.workingDirectory),
  };
}

/** The body of the creation. */
export function sessionRequest(
  task: string,
  options: RequestOptions,
  { pageUrl, answerFormat }: RequestParts,
  defaultAgent: string,
): SessionRequest {
  return {
    agent: options.agent ?? defaultAgent,
    messages: [{ type: 'user_message', message: taskMessage(task, pageUrl) }],
    ...(options.maxSteps === undefined ? {} : { max_steps: options.maxSteps }),
    ...(options.maxTime === undefined ? {} : { max_time_s: options.maxTime }),
    ...(options.idleTimeout === undefined ? {} : { idle_timeout_s: options.idleTimeout }),
    ...(answerFormat === undefined ? {} : { answer_format: answerFormat }),
  };
}
