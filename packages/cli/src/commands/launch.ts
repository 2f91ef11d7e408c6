import { callPlatform } from '../call-platform.js';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { outputMode, type OutputOptions } from '../output-mode.js';
import { printRecord } from '../print-record.js';
import { printable } from '../printable.js';
import { remoteTarget } from '../remote-target.js';
import { readRequestParts, type RequestOptions, sessionRequest } from '../session-request.js';
import type { ConnectionOptions } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session launch`, as they stand on the command line. */
export interface LaunchCommandOptions extends ConnectionOptions, RequestOptions, OutputOptions {
  readonly task: string;
}

/**
 * Launches a session and leaves it to run.
 *
 * @throws CliError when it was not launched.
 */
export async function launch(options: LaunchCommandOptions, terminal: Terminal): Promise<number> {
  const parts = await readRequestParts(options, terminal);
  if (options.task.trim() === '') throw new CliError('usage', 'The task is empty. Say what the agent should do.');
  return callPlatform(options, terminal, async ({ client, call, settings }) => {
    const target = remoteTarget(settings, options);
    const { id, status } = await client.create(sessionRequest(options.task, options, parts, target.defaultAgent), call);
    const record = { type: 'launched', session_id: id, task: options.task, status: status.status };
    printRecord(options, terminal, record, () => [printable(id)]);
    if (outputMode(options, terminal) !== 'json') {
      terminal.stderr.write(`Follow it with: ${target.comeBack(id) ?? ''}\n`);
    }
    return EXIT_CODES.ok;
  });
}
