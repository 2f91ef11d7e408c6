import { CorruptLogError } from '../errors.js';
import { readLogEntry } from './read-log-entry.js';
import type { LogEntry } from './log-entry.js';

/**
 * A log as JSONL, one line per entry, each ended by a newline. Lazy: a line is made when it is asked for.
 *
 * @example
 * for (const line of toJSONL(log)) file.write(line);
 * const text = [...toJSONL(log)].join('');
 */
export function* toJSONL(entries: Iterable<LogEntry>): Generator<string, void, undefined> {
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

/** How to read a log. */
export interface FromJSONLOptions {
  /**
   * Keep the lines before the first one that cannot be read, instead of throwing. Default false.
   */
  readonly recover?: boolean;
  /** Called with the error where `recover` stopped the reading. */
  readonly onCorrupt?: (error: CorruptLogError) => void;
}

/**
 * The entries of a log in JSONL, from a string. Lazy, and everything in a line is kept verbatim, events and words nobody
 * knows included. Empty lines are skipped.
 *
 * @throws CorruptLogError naming the line and the reason.
 * @example
 * const state = replay(fromJSONL(text));
 */
export function* fromJSONL(text: string, options: FromJSONLOptions = {}): Generator<LogEntry, void, undefined> {
  let line = 0;
  for (const content of linesOf(text)) {
    line += 1;
    const entry = readLine(content, line, options);
    if (entry === 'stop') return;
    if (entry !== null) yield entry;
  }
}

/**
 * The entries of a log in JSONL, from chunks as they arrive: strings or UTF-8 bytes, cut anywhere. Holds one line at a
 * time.
 *
 * @throws CorruptLogError naming the line and the reason.
 * @example
 * for await (const entry of fromJSONLStream(createReadStream('session.jsonl'))) state = evolve(state, entry);
 */
export async function* fromJSONLStream(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  options: FromJSONLOptions = {},
): AsyncGenerator<LogEntry, void, undefined> {
  let line = 0;
  for await (const content of linesOfChunks(chunks)) {
    line += 1;
    const entry = readLine(content, line, options);
    if (entry === 'stop') return;
    if (entry !== null) yield entry;
  }
}

function readLine(content: string, line: number, options: FromJSONLOptions): LogEntry | null | 'stop' {
  if (content.trim() === '') return null;
  try {
    return readLogEntry(content, line);
  } catch (error) {
    if (options.recover !== true || !(error instanceof CorruptLogError)) throw error;
    options.onCorrupt?.(error);
    return 'stop';
  }
}

function* linesOf(text: string): Generator<string, void, undefined> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(start, end);
    start = end + 1;
  }
}

async function* linesOfChunks(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  // Pieces of the line that has not ended yet: joined once, so that a long line costs no more than its length.
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', start)) {
      pieces.push(text.slice(start, newline));
      yield pieces.join('');
      pieces = [];
      start = newline + 1;
    }
    pieces.push(text.slice(start));
  }
  pieces.push(decoder.decode());
  const rest = pieces.join('');
  if (rest !== '') yield rest;
}
