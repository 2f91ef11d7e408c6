import type { AgentSessionClient, CallOptions } from '@agent-session/client';
import { CliError } from './cli-error.js';
import { explainFailure } from './explain-failure.js';
import { EXIT_CODES } from './exit-codes.js';
import { clientOf } from './remote-target.js';
import { type ConnectionOptions, readSettings, type Settings } from './settings.js';
import { stopSignal } from './stop-signal.js';
import type { Terminal } from './terminal.js';

/** A platform to call, and what every call is to take along. */
export interface Platform {
  readonly client: AgentSessionClient;
  readonly settings: Settings;
  readonly call: CallOptions;
}

/**
 * Does one thing on a platform, within the limits of the options, until Ctrl-C. Resolves with the exit code.
 *
 * @throws CliError that explains what the platform or the connection refused.
 */
export async function callPlatform(
  options: ConnectionOptions,
  terminal: Terminal,
  use: (platform: Platform) => Promise<number>,
): Promise<number> {
  const settings = await readSettings(options, terminal);
  const stop = stopSignal(terminal);
  const { giveUpAfterSeconds, maxWaitSeconds } = settings;
  const limit = new AbortController();
  const timer =
    maxWaitSeconds === null
      ? undefined
      : setTimeout(
          () => limit.abort(new CliError('waitedOut', `No reply within ${maxWaitSeconds} s (--max-wait).`)),
          maxWaitSeconds * 1000,
        );
  try {
    return await use({
      client: clientOf(settings),
      settings,
      call: { signal: AbortSignal.any([stop.signal, limit.signal]), totalTimeoutMs: giveUpAfterSeconds * 1000 },
    });
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.stopped;
    throw explainFailure(error, settings);
  } finally {
    clearTimeout(timer);
    stop.release();
  }
}
