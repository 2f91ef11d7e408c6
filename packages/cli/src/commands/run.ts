import { launchSession } from '@agent-session/rxjs';
import type { AnswerFormat, SessionRequest } from '@agent-session/protocol';
import { CliError } from '../cli-error.js';
import { STORIES_FORMAT, taskMessage } from '../demo-task.js';
import { embeddedTarget } from '../embedded-target.js';
import { explainFailure } from '../explain-failure.js';
import { EXIT_CODES } from '../exit-codes.js';
import { followRun } from '../follow-run.js';
import { jsonReporter } from '../json-reporter.js';
import { readPageUrl } from '../page-url.js';
import { readAnswerFormat } from '../read-answer-format.js';
import { remoteTarget } from '../remote-target.js';
import { stopSignal } from '../stop-signal.js';
import type { Target } from '../target.js';
import type { Terminal } from '../terminal.js';
import { textReporter } from '../text-reporter.js';

/** The options of `agent-session run`, as they stand on the command line. */
export interface RunOptions {
  readonly task?: string | undefined;
  readonly url?: string;
  readonly schema?: string;
  readonly agent?: string;
  readonly maxSteps?: number;
  readonly maxTime?: number;
  readonly remote?: true;
  readonly baseUrl?: string;
  readonly output?: 'text' | 'json';
  readonly data?: string;
  readonly allowPrivateAddresses?: true;
  readonly keepOpen?: true;
}

/**
 * Launches a session, follows it to its end and prints its answer. Resolves with the exit code.
 *
 * @throws CliError when there is nothing to run or the platform cannot be used, explained in one message.
 */
export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const pageUrl = options.url === undefined ? undefined : readPageUrl(options.url);
  const answerFormat = await answerFormatOf(options, terminal);
  const stop = stopSignal(terminal);
  try {
    const target = await openTarget(options, terminal);
    try {
      return await runOn(target, { options, pageUrl, answerFormat, terminal, signal: stop.signal });
    } finally {
      await target.close();
    }
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.stopped;
    throw explainFailure(error);
  } finally {
    stop.release();
  }
}

interface Run {
  readonly options: RunOptions;
  readonly pageUrl: string | undefined;
  readonly answerFormat: AnswerFormat | undefined;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function runOn(target: Target, { options, pageUrl, answerFormat, terminal, signal }: Run): Promise<number> {
  const page = pageUrl ?? target.demoPageUrl ?? undefined;
  const task = options.task ?? `Top 3 stories on ${page ?? 'Hacker News'}`;
  const request: SessionRequest = {
    agent: options.agent ?? target.defaultAgent,
    messages: [{ type: 'user_message', message: taskMessage(task, page) }],
    ...(options.maxSteps === undefined ? {} : { max_steps: options.maxSteps }),
    ...(options.maxTime === undefined ? {} : { max_time_s: options.maxTime }),
    ...(answerFormat === undefined ? {} : { answer_format: answerFormat }),
  };
  const live = await launchSession(target.client, request, { signal });
  const output = options.output ?? (terminal.stdout.isTTY ? 'text' : 'json');
  const reporter = output === 'text' ? textReporter(terminal) : jsonReporter(terminal);
  const followUp = target.followUp(live.id);
  reporter.launched({ id: live.id, task, followUp });
  const exitCode = await followRun(live, reporter, signal).catch((error: unknown) => {
    if (signal.aborted && target.demoPageUrl === null) {
      terminal.stderr.write(`Stopped watching. The session ${live.id} still runs on ${target.client.baseUrl}.\n`);
    }
    throw error;
  });
  if (options.keepOpen) {
    terminal.stderr.write(`The server stays up until Ctrl-C. Read the session with:\n${followUp.join('\n')}\n`);
    await aborted(signal);
  }
  return exitCode;
}

async function openTarget(options: RunOptions, terminal: Terminal): Promise<Target> {
  if (options.remote || options.baseUrl !== undefined) {
    if (options.data !== undefined || options.allowPrivateAddresses || options.keepOpen) {
      throw new CliError(
        'usage',
        '--data, --allow-private-addresses and --keep-open belong to the embedded server; leave them out with --remote.',
      );
    }
    return remoteTarget(terminal, options);
  }
  return embeddedTarget(terminal, options);
}

/** With no task of the user's own, the demo's; with one, what they ask for: free text unless they give a schema. */
async function answerFormatOf(options: RunOptions, terminal: Terminal): Promise<AnswerFormat | undefined> {
  if (options.schema !== undefined) return readAnswerFormat(options.schema, terminal.workingDirectory);
  return options.task === undefined ? STORIES_FORMAT : undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
