import { diff as diffLogs, type LogEntry } from '@agent-session/core';
import { describeEvent } from '../describe-event.js';
import { EXIT_CODES } from '../exit-codes.js';
import { readLogFile } from '../log-file.js';
import type { OutputOptions } from '../output-mode.js';
import { printRecord } from '../print-record.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session diff`, as they stand on the command line. */
export interface DiffCommandOptions extends OutputOptions {
  readonly a: string;
  readonly b: string;
  readonly readTimes?: true;
}

/**
 * Says where two logs part. Resolves with 0 when they do not.
 *
 * @throws CliError (usage) when one of them is no log.
 */
export async function diff(options: DiffCommandOptions, terminal: Terminal): Promise<number> {
  const [a, b] = await Promise.all([readLogFile(options.a, terminal), readLogFile(options.b, terminal)]);
  const found = diffLogs(a, b, { compareReadTimes: options.readTimes ?? false });
  if (found === null) {
    printRecord(options, terminal, { type: 'same', entries: a.length }, () => [`The same ${a.length} entries.`]);
    return EXIT_CODES.ok;
  }
  const { index, state, eventIndex } = found;
  const record = { type: 'difference', entry: index, event_index: eventIndex, state, a: found.a, b: found.b };
  printRecord(options, terminal, record, () => [
    `They part at entry ${index}, after ${eventIndex} events, in ${state}:`,
    `- ${describeEntry(found.a)}`,
    `+ ${describeEntry(found.b)}`,
  ]);
  return EXIT_CODES.different;
}

function describeEntry(entry: LogEntry | null): string {
  if (entry === null) return '(the log has ended)';
  const { kind, at } = entry;
  switch (kind) {
    case 'event': {
      const description = describeEvent(entry.event);
      const detail = description === null ? '' : `: ${description.label} ${description.text}`;
      return `${at} event ${entry.index} ${printable(entry.event.type)}${detail}`;
    }
    case 'fact':
      return `${at} fact ${entry.fact}`;
    case 'command':
      return `${at} command ${entry.command.name} ${entry.outcome}`;
    case 'report':
      return `${at} report ${printable(entry.report.status)}`;
    case 'violation':
      return `${at} violation ${entry.from} to ${entry.to}`;
    case 'opened':
      return `${at} opened`;
  }
}
