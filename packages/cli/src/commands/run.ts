import { isClientError } from '@agent-session/client';
import { launchSession } from '@agent-session/rxjs';
import { CliError } from '../cli-error.js';
import { STORIES_FORMAT } from '../demo-task.js';
import { explainStreamFailure } from '../explain-stream-failure.js';
import { EXIT_CODES } from '../exit-codes.js';
import { followSession } from '../follow-session.js';
import { openLogFile } from '../log-file.js';
import type { OutputOptions } from '../output-mode.js';
import { programName } from '../program-name.js';
import { remoteTarget } from '../remote-target.js';
import { isRemote, type RunPlace, unusedBaseUrl } from '../run-place.js';
import { readRequestParts, type RequestOptions, type RequestParts, sessionRequest } from '../session-request.js';
import { type ConnectionOptions, readSettings } from '../settings.js';
import { stopSignal } from '../stop-signal.js';
import { shellWord } from '../shell-word.js';
import type { Target } from '../target.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session run`, as they stand on the command line. */
export interface RunOptions extends ConnectionOptions, RequestOptions, OutputOptions, RunPlace {
  readonly task?: string | undefined;
  readonly until: 'settled' | 'terminal';
  readonly log?: string;
}

/**
 * Launches a session, follows it to its end and prints its answer. Resolves with the exit code.
 *
 * @throws CliError when there is nothing to run or the platform cannot be used, explained in one message.
 */
export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const parts = await readRequestParts(options, terminal);
  const stop = stopSignal(terminal);
  try {
    const target = await openTarget(options, terminal);
    try {
      return await runOn(target, { options, parts, terminal, signal: stop.signal });
    } finally {
      await target.close();
    }
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.stopped;
    throw withUnusedBaseUrl(explainStreamFailure(error), options, terminal);
  } finally {
    stop.release();
  }
}

/** An agent that is not found here may well be on the server of the base URL. */
function withUnusedBaseUrl(error: unknown, options: RunOptions, terminal: Terminal): unknown {
  if (!(error instanceof CliError) || !isClientError(error.cause, 'not-found')) return error;
  const unused = unusedBaseUrl(options, terminal);
  return unused === null ? error : new CliError(error.exitName, `${error.message}\n${unused}`, { cause: error });
}

interface Run {
  readonly options: RunOptions;
  readonly parts: RequestParts;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function runOn(target: Target, { options, parts, terminal, signal }: Run): Promise<number> {
  const agent = options.agent ?? target.defaultAgent;
  // The demo is for the agent that reads pages; another one is told what the user says, word for word.
  const isDemo = target.demo?.agent === agent;
  if (options.task === undefined && target.demo !== null && !isDemo) {
    throw new CliError(
      'usage',
      `The demo's task is none for ${agent}. Say what it should do: ${programName(terminal)} run "Hello" --agents …`,
    );
  }
  const pageUrl = parts.pageUrl ?? (isDemo ? target.demo?.pageUrl : undefined);
  const task = options.task ?? `Top 3 stories on ${pageUrl ?? 'Hacker News'}`;
  // With no task of the user's own, the demo's; with one, what they ask for: free text unless they give a schema.
  const answerFormat = parts.answerFormat ?? (options.task === undefined ? STORIES_FORMAT : undefined);
  const request = sessionRequest(task, options, { pageUrl, answerFormat }, target.defaultAgent);
  const log = options.log === undefined ? null : await openLogFile(options.log, terminal);
  try {
    if (log !== null && log.recorded > 0) {
      throw new CliError(
        'usage',
        `${log.path} holds the log of a session already. Go on with that one with: ${programName(terminal)} watch <id> --log ${shellWord(log.path)}`,
      );
    }
    const live = await launchSession(target.client, request, {
      signal,
      until: options.until,
      // Nobody comes back to it in this process: what is over ends at once.
      poll: { graceMs: 0 },
      ...(log === null ? {} : { logSink: log }),
    });
    const follow = { live, target, task, until: options.until, output: options, log, stop: signal };
    const exitCode = await followSession(follow, terminal);
    if (options.keepOpen && !signal.aborted) {
      terminal.stderr.write(
        `The server stays up until Ctrl-C. Read the session with:\n${target.followUp(live.id).join('\n')}\n`,
      );
      await aborted(signal);
    }
    return exitCode;
  } finally {
    await log?.close();
  }
}

/** The embedded server is loaded only when it is used. */
async function openTarget(options: RunOptions, terminal: Terminal): Promise<Target> {
  if (isRemote(options)) {
    const { data, agents, allowPrivateAddresses, keepOpen } = options;
    if (data !== undefined || agents !== undefined || allowPrivateAddresses || keepOpen) {
      throw new CliError(
        'usage',
        '--data, --agents, --allow-private-addresses and --keep-open belong to the embedded server; leave them out with --remote.',
      );
    }
    return remoteTarget(await readSettings(options, terminal), options);
  }
  const { embeddedTarget } = await import('../embedded-target.js');
  const { giveUpAfterSeconds, maxWaitSeconds } = await readSettings(options, terminal);
  return embeddedTarget(terminal, {
    data: options.data,
    agents: options.agents,
    allowPrivateAddresses: options.allowPrivateAddresses,
    giveUpAfterSeconds,
    maxWaitSeconds,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
