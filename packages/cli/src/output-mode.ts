import type { Terminal } from './terminal.js';

/** How a command is asked to print. */
export interface OutputOptions {
  readonly output?: 'text' | 'json';
  readonly json?: true;
}

/** `live`: a view that redraws itself. `lines`: text for people, one line after the other. `json`: one record a line. */
export type OutputMode = 'live' | 'lines' | 'json';

/** People read a terminal, programs read a pipe, unless the options say otherwise. */
export function outputMode(options: OutputOptions, { stdout, environment }: Terminal): OutputMode {
  const wanted = options.output ?? (options.json || !stdout.isTTY ? 'json' : 'text');
  if (wanted === 'json') return 'json';
  return stdout.isTTY && environment['TERM'] !== 'dumb' ? 'live' : 'lines';
}

/** Whether colours may be used on stdout. See https://no-color.org. */
export function usesColor({ stdout, environment }: Pick<Terminal, 'stdout' | 'environment'>): boolean {
  return stdout.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}
