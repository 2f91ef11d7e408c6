import { appendFile, readFile, truncate } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fromJSONL, toJSONL, type LogEntry } from '@agent-session/core/fold';
import type { LogSink } from '@agent-session/rxjs';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';

/** The log of one session in a JSONL file. */
export interface LogFile extends LogSink {
  readonly path: string;
  /** How many entries it held when it was opened. */
  readonly recorded: number;
}

/**
 * Opens a log to go on with, or begins one. A last line that a crash cut off is dropped: it was never complete, and what
 * it held is read again.
 *
 * @throws CliError (usage) when the file cannot be used or is no log, naming the line.
 */
export async function openLogFile(file: string, workingDirectory: string): Promise<LogFile> {
  const path = resolve(workingDirectory, file);
  let entries: readonly LogEntry[] | null;
  try {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    entries = [...fromJSONL(complete)];
    // Touching it now tells at once whether it can be written.
    await appendFile(path, '');
    if (complete.length < text.length) await truncate(path, Buffer.byteLength(complete));
  } catch (error) {
    throw new CliError('usage', `Cannot use the log ${path}: ${reasonOf(error)}`, { cause: error });
  }
  const recorded = entries.length;
  return {
    path,
    recorded,
    load() {
      const loaded = entries ?? [];
      entries = null;
      return Promise.resolve(loaded);
    },
    async append(_sessionId, added) {
      await appendFile(path, [...toJSONL(added)].join(''));
    },
  };
}

/**
 * Reads a recorded log.
 *
 * @throws CliError (usage) when it cannot be read or is no log, naming the line.
 */
export async function readLogFile(file: string, workingDirectory: string): Promise<readonly LogEntry[]> {
  const path = resolve(workingDirectory, file);
  try {
    return [...fromJSONL(await readFile(path, 'utf8'))];
  } catch (error) {
    throw new CliError('usage', `Cannot read the log ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
