import { watchSession } from '@agent-session/rxjs';
import { explainStreamFailure } from '../explain-stream-failure.js';
import { EXIT_CODES } from '../exit-codes.js';
import { followSession } from '../follow-session.js';
import { openLogFile } from '../log-file.js';
import type { OutputOptions } from '../output-mode.js';
import { readAnswerFormat } from '../read-answer-format.js';
import { clientOf, targetOf } from '../remote-target.js';
import { type ConnectionOptions, readSettings } from '../settings.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session watch`, as they stand on the command line. */
export interface WatchCommandOptions extends ConnectionOptions, OutputOptions {
  readonly id: string;
  readonly until: 'settled' | 'terminal';
  readonly fromIndex?: number;
  readonly answerFormat?: string;
  readonly log?: string;
}

/**
 * Follows a session that was launched before. Resolves with the exit code that tells how it ended.
 *
 * @throws CliError when it cannot be followed, explained in one message.
 */
export async function watch(options: WatchCommandOptions, terminal: Terminal): Promise<number> {
  const settings = await readSettings(options, terminal);
  const { workingDirectory } = terminal;
  const answerFormat =
    options.answerFormat === undefined ? undefined : await readAnswerFormat(options.answerFormat, workingDirectory);
  const log = options.log === undefined ? null : await openLogFile(options.log, terminal);
  const stop = stopSignal(terminal);
  try {
    const client = clientOf(settings);
    const live = watchSession(client, options.id, {
      until: options.until,
      // Nobody comes back to it in this process: what is over ends at once.
      poll: { graceMs: 0 },
      ...(options.fromIndex === undefined ? {} : { fromIndex: options.fromIndex }),
      ...(answerFormat === undefined ? {} : { answerFormat }),
      ...(log === null ? {} : { logSink: log }),
    });
    const target = targetOf(client, settings, options);
    const follow = { live, target, task: null, until: options.until, output: options, log, stop: stop.signal };
    return await followSession(follow, terminal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.stopped;
    throw explainStreamFailure(error, settings);
  } finally {
    stop.release();
    await log?.close();
  }
}
