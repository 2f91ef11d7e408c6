import { CorruptLogError } from '../errors.js';
import { deepJson } from './deep-json.js';
import type { LogEntry } from './log-entry.js';
import { readLogEntry } from './read-log-entry.js';

/**
 * A log as JSONL, one line per entry, each ended by a newline. Lazy: a line is made when it is asked for. Takes values
 * nested as deep as memory allows. As JSON has it, `-0` is written as `0`.
 *
 * @example
 * for (const line of toJSONL(log)) file.write(line);
 * const text = [...toJSONL(log)].join('');
 */
export function* toJSONL(entries: Iterable<LogEntry>): Generator<string, void, undefined> {
  for (const entry of entries) yield `${deepJson(entry)}\n`;
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
 * The entries of a log in JSONL, from a string. Lazy. Each field of an entry is checked; what an event or an answer holds,
 * and fields nobody knows, are kept verbatim. Empty lines and a byte order mark are skipped.
 *
 * @throws CorruptLogError naming the line, the field and the reason.
 * @example
 * const state = replay(fromJSONL(text));
 */
export function* fromJSONL(text: string, options: FromJSONLOptions = {}): Generator<LogEntry, void, undefined> {
  try {
    let line = 0;
    for (const content of linesOf(text)) {
      line += 1;
      const entry = readLine(content, line);
      if (entry !== null) yield entry;
    }
  } catch (error) {
    stopOrThrow(error, options);
  }
}

/**
 * The entries of a log in JSONL, from chunks as they arrive: strings or UTF-8 bytes, cut anywhere. Holds one line at a
 * time. Reads as {@link fromJSONL} does.
 *
 * @throws CorruptLogError naming the line, the field and the reason, also for bytes that are no UTF-8.
 * @example
 * for await (const entry of fromJSONLStream(createReadStream('session.jsonl'))) state = evolve(state, entry);
 */
export async function* fromJSONLStream(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  options: FromJSONLOptions = {},
): AsyncGenerator<LogEntry, void, undefined> {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    let line = 1;
    // Pieces of the line that has not ended yet: joined once, so that a long line costs no more than its length.
    let pieces: string[] = [];
    const take = (part: string | Uint8Array, isEnd: boolean): void => {
      pieces.push(typeof part === 'string' ? part : decode(decoder, part, { line, isEnd }));
    };
    for await (const chunk of chunks) {
      let start = 0;
      for (let end = newlineIn(chunk, 0); end !== -1; end = newlineIn(chunk, start)) {
        take(chunk.slice(start, end), true);
        const entry = readLine(pieces.join(''), line);
        if (entry !== null) yield entry;
        pieces = [];
        line += 1;
        start = end + 1;
      }
      take(chunk.slice(start), false);
    }
    take(new Uint8Array(), true);
    const entry = readLine(pieces.join(''), line);
    if (entry !== null) yield entry;
  } catch (error) {
    stopOrThrow(error, options);
  }
}

function readLine(content: string, line: number): LogEntry | null {
  const json = line === 1 && content.startsWith(BYTE_ORDER_MARK) ? content.slice(1) : content;
  return json.trim() === '' ? null : readLogEntry(json, line);
}

function stopOrThrow(error: unknown, { recover, onCorrupt }: FromJSONLOptions): void {
  if (recover !== true || !(error instanceof CorruptLogError)) throw error;
  onCorrupt?.(error);
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

/** A character is never cut by a newline: each line is decoded for itself, and what is broken in it is its own. */
function decode(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  { line, isEnd }: { readonly line: number; readonly isEnd: boolean },
): string {
  try {
    return decoder.decode(bytes, { stream: !isEnd });
  } catch (cause) {
    throw new CorruptLogError(line, 'its bytes are no UTF-8', { cause });
  }
}

function newlineIn(chunk: string | Uint8Array, start: number): number {
  return typeof chunk === 'string' ? chunk.indexOf('\n', start) : chunk.indexOf(NEWLINE, start);
}

const NEWLINE = 10;
const BYTE_ORDER_MARK = '\u{FEFF}';
