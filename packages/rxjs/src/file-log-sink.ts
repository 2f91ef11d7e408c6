import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { fromJSONL, toJSONL } from '@agent-session/core';
import { whileLocked } from './file-lock.js';
import type { LogSink } from './log-sink.js';

/** Where the files are. */
export interface FileLogSinkOptions {
  /** Made when it is missing. One file per session: `<id>.jsonl`. */
  readonly folder: string;
}

/**
 * Keeps logs as JSONL files, the format of `toJSONL`. Loading recovers what a crash left half-written: the last line is
 * cut off if it is not whole, so that appending goes on from good ground. Several processes of one machine may follow a
 * session with the same folder: they keep one log together, each event once.
 *
 * @throws CorruptLogError on loading a file that is damaged elsewhere than at its end.
 */
export function fileLogSink({ folder }: FileLogSinkOptions): LogSink {
  const fileOf = (sessionId: string): string => {
    if (!/^[\w-]+$/.test(sessionId)) throw new TypeError(`"${sessionId}" cannot be the name of a log file.`);
    return join(folder, `${sessionId}.jsonl`);
  };
  /** How many entries a file held when it had this size, so that it is read again only when somebody else wrote. */
  const counted = new Map<string, { readonly size: number; readonly count: number }>();
  const countOf = async (file: string, size: number): Promise<number> => {
    const known = counted.get(file);
    if (known?.size === size) return known.count;
    return [...fromJSONL(await readFile(file))].length;
  };
  return {
    async load(sessionId) {
      const file = fileOf(sessionId);
      let bytes = await bytesOf(file);
      // Half a line was left by a crash, unless somebody is writing the other half.
      if (bytes.length !== wholeLines(bytes).length) {
        bytes = await whileLocked(`${file}.lock`, async () => {
          const now = await bytesOf(file);
          const whole = wholeLines(now);
          if (whole.length < now.length) await truncate(file, whole.length);
          return whole;
        });
      }
      return [...fromJSONL(bytes)];
    },
    async append(sessionId, entries, after) {
      const file = fileOf(sessionId);
      await mkdir(folder, { recursive: true });
      return whileLocked(`${file}.lock`, async () => {
        const handle = await open(file, 'a');
        try {
          const { size } = await handle.stat();
          const count = await countOf(file, size);
          if (after !== undefined && after !== count) return 'moved';
          const text = [...toJSONL(entries)].join('');
          try {
            await handle.appendFile(text, 'utf8');
          } catch (error) {
            // A full disk may have taken a part; what is appended again must follow on whole lines.
            await handle.truncate(size);
            throw error;
          }
          counted.set(file, { size: size + sizeOf(text), count: count + entries.length });
          return undefined;
        } finally {
          await handle.close();
        }
      });
    },
  };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array();
    throw error;
  }
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}

const NEWLINE = 10;

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
