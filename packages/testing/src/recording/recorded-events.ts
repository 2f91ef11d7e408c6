import { CorruptLogError, fromJSONL, type LogEntry } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';
import { described } from '../check-options.js';

/**
 * What a session can be recorded as: an exported log, as JSONL (its text or its lines) or as entries, or the plain events
 * of the wire, as a list or as JSON, one on each line.
 */
export type Recording = string | Iterable<string> | Iterable<LogEntry> | readonly SessionEvent[];

/**
 * The events of a recording.
 *
 * @throws CorruptLogError for JSONL that cannot be read, TypeError for what is no recording.
 */
export function recordedEvents(
  recording: Recording,
  { recover }: { readonly recover: boolean },
): readonly SessionEvent[] {
  const given: unknown = recording;
  const isIterable = typeof given === 'object' && given !== null && Symbol.iterator in given;
  if ((typeof given !== 'string' && !isIterable) || ArrayBuffer.isView(given)) {
    throw new TypeError(
      `A recording is a log (its JSONL text, or its entries) or a list of events; this is ${described(given)}.`,
    );
  }
  const items: readonly unknown[] = typeof given === 'string' ? [given] : [...(given as Iterable<unknown>)];
  return items.length > 0 && items.every((item) => typeof item === 'string')
    ? eventsInText(items.map((line) => (line.endsWith('\n') ? line : `${line}\n`)).join(''), recover)
    : items.flatMap(eventIn);
}

function eventsInText(text: string, recover: boolean): readonly SessionEvent[] {
  // Editors and shells of some systems begin a file with a mark.
  const plain = text.replace(/^\ufeff/, '');
  const lines = plain.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (!isEvent(parsed(first))) return [...fromJSONL(plain, { recover })].flatMap(eventIn);
  const events: SessionEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const event = parsed(line);
    if (isEvent(event)) events.push(event);
    else if (recover) break;
    else throw new CorruptLogError(index + 1, event === undefined ? 'it is no JSON' : 'it is no event');
  }
  return events;
}

function eventIn(item: unknown, index: number): readonly SessionEvent[] {
  if (isEvent(item)) return [item];
  const { kind, event } = (typeof item === 'object' && item !== null ? item : {}) as Partial<LogEntry> & {
    readonly event?: unknown;
  };
  if (kind === 'event' && isEvent(event)) return [event];
  if (typeof kind === 'string' && kind !== 'event') return [];
  throw new TypeError(
    `Item ${index} of the recording is neither an event nor an entry of a log: it is ${described(item)}.`,
  );
}

/** An entry of a log has a kind; an event of the wire has its own inside of its data. */
function isEvent(item: unknown): item is SessionEvent {
  if (typeof item !== 'object' || item === null || 'kind' in item) return false;
  return 'type' in item && typeof item.type === 'string';
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
