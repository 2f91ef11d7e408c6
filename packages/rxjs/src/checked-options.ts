import type { LogEntry, LogEntryKind } from '@agent-session/core';
import { pollSettings, type PollSettings } from './poll-settings.js';
import { checkTools } from './session-tools.js';
import type { WatchOptions } from './watch-options.js';

/** The options of a watch that have a range, with their defaults. */
export interface CheckedOptions {
  readonly fromIndex: number;
  readonly until: 'settled' | 'terminal' | null;
  readonly keepEvents: number;
  readonly settings: PollSettings;
}

type Checked = Pick<
  WatchOptions,
  'fromIndex' | 'until' | 'keepEvents' | 'poll' | 'log' | 'checkpoint' | 'logSink' | 'tools'
>;

/**
 * Checks what types alone do not, so that nothing is asked, launched or ignored for the sake of a slip.
 *
 * @throws RangeError or TypeError that names the option.
 */
export function checkedOptions(options: Checked): CheckedOptions {
  const { fromIndex = 0, until = null, keepEvents = 10_000, poll = {}, log, checkpoint, logSink, tools } = options;
  atLeast('fromIndex', fromIndex, 0);
  atLeast('keepEvents', keepEvents, 1);
  if (until !== null && until !== 'settled' && until !== 'terminal') {
    throw new TypeError(`until must be 'settled' or 'terminal', not ${JSON.stringify(until)}.`);
  }
  if (logSink && (log || checkpoint)) {
    const other = log ? 'log' : 'checkpoint';
    throw new TypeError(`${other} and logSink cannot be given together: the sink says where to go on from.`);
  }
  if (log) checkLog(log);
  if (tools) checkTools(tools);
  return { fromIndex, until, keepEvents, settings: pollSettings(poll) };
}

/** @throws TypeError for what is no client. */
export function checkClient(client: unknown): void {
  if (typeof client === 'object' && client !== null) return;
  throw new TypeError(`client must be that of createClient(), or an object with its methods, not ${String(client)}.`);
}

/** @throws TypeError for what is no id. Whether it is one of the platform's is for its client to say. */
export function checkSessionId(id: unknown): void {
  if (typeof id === 'string' && id !== '') return;
  throw new TypeError(`id must be that of a session, not ${JSON.stringify(id)}.`);
}

/** @throws TypeError for what is no log: the text of one, above all. */
export function checkLog(log: Iterable<LogEntry>): void {
  let place = 0;
  for (const entry of log as Iterable<Partial<LogEntry> | null>) {
    if (entry?.kind === undefined || !Object.hasOwn(KINDS, entry.kind)) {
      throw new TypeError(
        `log must be the entries of a log; what stands at ${place} is none. ` +
          'Read the text of a log with fromJSONL, or load it from its sink.',
      );
    }
    place += 1;
  }
}

const KINDS: Readonly<Record<LogEntryKind, true>> = {
  opened: true,
  event: true,
  fact: true,
  report: true,
  command: true,
  violation: true,
};

function atLeast(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}.`);
}
