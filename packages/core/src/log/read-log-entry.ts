import { CorruptLogError } from '../errors.js';
import { faultOfEntry } from './entry-fields.js';
import type { LogEntry } from './log-entry.js';

/**
 * One line of an exported log as an entry, kept verbatim.
 *
 * @throws CorruptLogError
 */
export function readLogEntry(content: string, line: number): LogEntry {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new CorruptLogError(line, 'it is no JSON', { cause });
  }
  const fault = faultOfEntry(value);
  if (fault === null) return value as LogEntry;
  const { field, expected } = fault;
  const what = field === '' ? 'it' : `its "${field}"`;
  throw new CorruptLogError(
    line,
    `${what} is ${inWords(fault.value)}; expected ${expected}`,
    field === '' ? {} : { field },
  );
}

function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const json = JSON.stringify(value);
  return json.length > 40 ? `${json.slice(0, 40)}…` : json;
}
