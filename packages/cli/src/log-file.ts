import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CorruptLogError, fromJSONL, isCoreError, type LogEntry, toJSONL } from '@agent-session/core';
import type { LogSink } from '@agent-session/rxjs';
import { CliError } from './cli-error.js';
import { lockFile, type LockResult } from './lock-file.js';
import { reasonOf } from './reason-of.js';
import { shellWord } from './shell-word.js';
import type { Terminal } from './terminal.js';
import { whyUnread } from './why-unread.js';

/** The log of one session in a JSONL file that no other process writes meanwhile. */
export interface LogFile extends LogSink {
  readonly path: string;
  /** How many entries it held when it was opened. */
  readonly recorded: number;
  /** Tells when something could not be written, once until it can be again. It is tried again by the session. */
  onTrouble(listener: (message: string) => void): void;
  /** Lets others have it. */
  close(): Promise<void>;
}

/**
 * Opens a log to go on with, or begins one. A last line that a crash cut off is dropped: it was never complete, and what
 * it held is read again.
 *
 * @throws CliError (usage) when the file cannot be used, is no log (naming the line), or is written by another process.
 */
export async function openLogFile(
  name: string,
  { workingDirectory, stderr }: Pick<Terminal, 'workingDirectory' | 'stderr'>,
): Promise<LogFile> {
  const path = resolve(workingDirectory, name);
  const there = await stat(path).catch(() => null);
  if (there?.isFile() === false) {
    throw new CliError('usage', `Cannot use the log ${path}: it is no file, but a folder, a pipe or a device.`);
  }
  const lock = await takeLock(path, stderr);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'a+');
    const { entries, cut, unended } = splitLog(await file.readFile());
    if (cut > 0) await file.truncate((await file.stat()).size - cut);
    if (unended) await file.appendFile('\n');
    let unread: readonly LogEntry[] | null = entries;
    const handle = file;
    let tell: ((message: string) => void) | null = null;
    let troubled = false;
    return {
      path,
      recorded: entries.length,
      load() {
        const loaded = unread ?? [];
        unread = null;
        return Promise.resolve(loaded);
      },
      async append(_sessionId, added) {
        try {
          if (!lock.isMine()) throw new Error('this process was stopped for so long that another one took it over.');
          await appendWhole(handle, [...toJSONL(added)].join(''));
          troubled = false;
        } catch (cause) {
          const error = new CliError('unwritten', `Cannot write the log ${path}: ${reasonOf(cause)}`, { cause });
          if (!troubled) tell?.(`${error.message}. It is tried again.`);
          troubled = true;
          throw error;
        }
      },
      onTrouble(listener) {
        tell = listener;
      },
      async close() {
        await handle.close();
        lock.release();
      },
    };
  } catch (error) {
    await file?.close();
    lock.release();
    const why = isCoreError(error, 'corrupt-log')
      ? `${describeCorrupt(error, path)} To begin a new log, name another file with --log.`
      : reasonOf(error);
    throw new CliError('usage', `Cannot use the log ${path}: ${why}`, { cause: error });
  }
}

/** All or nothing: a full disk may take a part, and what is appended again must follow on whole lines. */
async function appendWhole(file: FileHandle, text: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(text, 'utf8');
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}

async function takeLock(path: string, stderr: Terminal['stderr']): Promise<LockResult & { held: true }> {
  const lock = `${path}.lock`;
  let result;
  try {
    result = await lockFile(lock, (owner) => {
      stderr.write(`${owner} was writing the log ${path}. Waiting up to 10 s to see whether it still does.\n`);
    });
  } catch (error) {
    throw new CliError('usage', `Cannot use the log ${path}: ${reasonOf(error)}`, { cause: error });
  }
  if (result.held) return result;
  throw new CliError(
    'usage',
    result.owner === null
      ? `Cannot use the log ${path}: ${lock} is there and does not say whose it is. Remove it if no program is writing the log, or name another file with --log.`
      : `${result.owner} is writing the log ${path}. One at a time may: name another file with --log, or end that one.`,
  );
}

/**
 * Reads a recorded log, for who only looks at it. A last line that is not whole, because it is being written or a crash
 * cut it off, is left out and told of.
 *
 * @throws CliError (usage) when it cannot be read or is no log, naming the line.
 */
export async function readLogFile(
  name: string,
  { workingDirectory, stderr }: Pick<Terminal, 'workingDirectory' | 'stderr'>,
): Promise<readonly LogEntry[]> {
  const path = resolve(workingDirectory, name);
  try {
    const { entries, cut } = splitLog(await readFile(path));
    if (cut > 0) stderr.write(`The last line of ${path} is not whole; it is left out.\n`);
    return entries;
  } catch (error) {
    const why = isCoreError(error, 'corrupt-log') ? describeCorrupt(error, path) : `${whyUnread(error)}.`;
    throw new CliError('usage', `Cannot read the log ${path}: ${why}`, { cause: error });
  }
}

/** What is wrong with a log, and what to do at a terminal. */
function describeCorrupt({ line, reason }: CorruptLogError, path: string): string {
  const what = `Line ${line} cannot be read: ${reason}.`;
  if (line === 1) return `${what} It is most likely no log; agent-session export, and --log, write one.`;
  return `${what} The lines before it are whole. Export the log again: agent-session export <id> > ${shellWord(path)}`;
}

/** What every entry begins with. */
const BEGINNING = '{"kind":"';

/**
 * The entries of a log, of which a crash may have cut off the last line. Pure.
 *
 * @returns `cut`: how many bytes at the end are no entry. `unended`: the last entry has no line break yet.
 * @throws CorruptLogError for anything else than that.
 */
function splitLog(bytes: Buffer): {
  readonly entries: readonly LogEntry[];
  readonly cut: number;
  readonly unended: boolean;
} {
  const lines = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  const rest = bytes.subarray(lines.length);
  const entries = [...fromJSONL(lines)];
  try {
    entries.push(...fromJSONL(rest));
    return { entries, cut: 0, unended: rest.length > 0 };
  } catch (error) {
    // A file with nothing but that may be anything; only what begins like a log is taken for one.
    const text = rest.toString();
    const begun = text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
    if (entries.length === 0 && !begun) throw error;
    return { entries, cut: rest.length, unended: false };
  }
}
