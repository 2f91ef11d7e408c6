import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { fromJSONL, toJSONL } from '@agent-session/core/fold';
import type { LogSink } from './log-sink.js';

/** Where the files are. */
export interface FileLogSinkOptions {
  /** Made when it is missing. One file per session: `<id>.jsonl`. */
  readonly folder: string;
}

/**
 * Keeps logs as JSONL files, the format of `toJSONL`. Loading recovers what a crash left half-written: the last line is
 * cut off if it is not whole, so that appending goes on from good ground.
 *
 * @throws CorruptLogError on loading a file that is damaged elsewhere than at its end.
 */
export function fileLogSink({ folder }: FileLogSinkOptions): LogSink {
  const fileOf = (sessionId: string): string => {
    if (!/^[\w-]+$/.test(sessionId)) throw new TypeError(`"${sessionId}" cannot be the name of a log file.`);
    return join(folder, `${sessionId}.jsonl`);
  };
  return {
    async load(sessionId) {
      const file = fileOf(sessionId);
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      if (whole.length < text.length) await truncate(file, new TextEncoder().encode(whole).length);
      return [...fromJSONL(whole)];
    },
    async append(sessionId, entries) {
      const file = fileOf(sessionId);
      await mkdir(folder, { recursive: true });
      const handle = await open(file, 'a');
      try {
        const { size } = await handle.stat();
        try {
          await handle.appendFile([...toJSONL(entries)].join(''), 'utf8');
        } catch (error) {
          // A full disk may have taken a part; what is appended again must follow on whole lines.
          await handle.truncate(size);
          throw error;
        }
      } finally {
        await handle.close();
      }
    },
  };
}
