import { outputMode, type OutputOptions } from './output-mode.js';
import type { ConnectionOptions } from './settings.js';
import type { Terminal } from './terminal.js';

/** The options that decide where a run takes place. */
export interface RunPlace extends Pick<ConnectionOptions, 'baseUrl' | 'region'> {
  readonly remote?: true;
  readonly data?: string;
  readonly agents?: readonly string[];
  readonly allowPrivateAddresses?: true;
  readonly keepOpen?: true;
}

/** Whether `run` goes to a platform: only a flag takes it there, never the environment. */
export function isRemote({ remote, baseUrl, region }: RunPlace): boolean {
  return remote === true || baseUrl !== undefined || region !== undefined;
}

/**
 * What to say when a base URL is in the environment and `run` starts a server all the same; `null` where there is none, or
 * the options ask for the embedded server.
 */
export function unusedBaseUrl(options: RunPlace, { environment }: Pick<Terminal, 'environment'>): string | null {
  const { data, agents, allowPrivateAddresses, keepOpen } = options;
  const here = data !== undefined || agents !== undefined || allowPrivateAddresses || keepOpen;
  if (isRemote(options) || here) return null;
  const name = ['HAI_BASE_URL', 'H_BASE_URL'].find((each) => environment[each]?.trim());
  if (name === undefined) return null;
  return `${name} is not used by run, which starts a server of its own. Add --base-url "$${name}" to run there, or use launch.`;
}

/** Said before anything is loaded, so that nobody wonders. */
export function announceRun(options: RunPlace & OutputOptions, terminal: Terminal): void {
  if (isRemote(options)) return;
  terminal.stderr.write('starting a server on this machine\n');
  const unused = unusedBaseUrl(options, terminal);
  if (unused !== null && outputMode(options, terminal) !== 'json') terminal.stderr.write(`${unused}\n`);
}
