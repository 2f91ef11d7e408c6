import { CorruptLogError } from '../errors.js';
import { faultOfEntry } from './entry-fields.js';
import { faultInWords } from './field-checks.js';
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
  throw new CorruptLogError(line, faultInWords(fault), fault.field === '' ? {} : { field: fault.field });
}
