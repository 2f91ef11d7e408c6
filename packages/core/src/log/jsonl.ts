import { CorruptLogError } from '../errors.js';
import { deepJson } from './deep-json.js';
import type { LogEntry } from './log-entry.js';
import { readLogEntry } from './read-log-entry.js';

/**
 * A log as JSONL, one line per entry, each ended by a newline. Lazy: a line is made when it is asked for. Takes values
 * nested as deep as memory allows.
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
 * The entries of a log in JSONL, from its text or its bytes. Lazy. Each field of an entry is checked; what an event or an
 * answer holds, and fields nobody knows, are kept verbatim. Empty lines and a byte order mark are skipped. Give it the
 * bytes of a file rather than text that was decoded from them: a decoder replaces bytes that are no UTF-8, this refuses
 * them.
 *
 * @throws CorruptLogError naming the line, the field and the reason.
 * @example
 * const state = replay(fromJSONL(text));
 */
export function* fromJSONL(
  log: string | Uint8Array,
  options: FromJSONLOptions = {},
): Generator<LogEntry, void, undefined> {
  try {
    const lines = new LineReader();
    yield* lines.take(log);
    const last = lines.end();
    if (last !== null) yield last;
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
    const lines = new LineReader();
    for await (const chunk of chunks) yield* lines.take(chunk);
    const last = lines.end();
    if (last !== null) yield last;
  } catch (error) {
    stopOrThrow(error, options);
  }
}

/** Cuts chunks into lines, and reads each as an entry. */
class LineReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #line = 1;
  /** What has come of the line that has not ended yet: text, and the bytes after it. */
  #text = '';
  #bytes: Uint8Array[] = [];

  /** The entries whose lines end in a chunk. */
  *take(chunk: string | Uint8Array): Generator<LogEntry, void, undefined> {
    if (typeof chunk === 'string') {
      this.#endBytes();
      yield* this.#takeText(chunk);
      return;
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      this.#bytes.push(chunk.subarray(0, end));
      yield* this.#takeLines(joined(this.#bytes.splice(0)));
    }
    // A copy: whoever reads a file may use the same memory for its next chunk.
    if (end < chunk.length) this.#bytes.push(new Uint8Array(chunk.subarray(end)));
  }

  /** The entry of the line that ends here; `null` when it is empty. */
  end(): LogEntry | null {
    this.#endBytes();
    const content = this.#line === 1 && this.#text.startsWith(BYTE_ORDER_MARK) ? this.#text.slice(1) : this.#text;
    this.#text = '';
    return content.trim() === '' ? null : readLogEntry(content, this.#line);
  }

  *#takeText(chunk: string): Generator<LogEntry, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      this.#text += chunk.slice(start, end);
      const entry = this.end();
      if (entry !== null) yield entry;
      this.#line += 1;
      start = end + 1;
    }
    this.#text += chunk.slice(start);
  }

  /** Decodes lines at once, and one by one only to find the one that is broken. */
  *#takeLines(lines: Uint8Array): Generator<LogEntry, void, undefined> {
    const text = this.#decoded(lines);
    if (text !== null) {
      yield* this.#takeText(text);
      return;
    }
    for (let start = 0, end = 0; start < lines.length; start = end) {
      end = lines.indexOf(NEWLINE, start) + 1;
      yield* this.#takeText(this.#decodedLine(lines.subarray(start, end)));
    }
  }

  #endBytes(): void {
    if (this.#bytes.length > 0) this.#text += this.#decodedLine(joined(this.#bytes.splice(0)));
  }

  #decodedLine(bytes: Uint8Array): string {
    const text = this.#decoded(bytes);
    if (text === null) throw new CorruptLogError(this.#line, 'its bytes are no UTF-8');
    return text;
  }

  #decoded(bytes: Uint8Array): string | null {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return null;
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

function stopOrThrow(error: unknown, { recover, onCorrupt }: FromJSONLOptions): void {
  if (recover !== true || !(error instanceof CorruptLogError)) throw error;
  onCorrupt?.(error);
}

const NEWLINE = 10;
const BYTE_ORDER_MARK = '\u{FEFF}';
