import { COMMANDS } from '@agent-session/protocol';
import { CorruptLogError } from '../errors.js';
import { isFactName } from '../tables/fact.js';
import { LEAF_STATES } from '../tables/leaf-state.js';
import type { LogEntry, LogEntryKind } from './log-entry.js';
import { asRecord, type UnknownRecord } from '../reading/unknown-value.js';

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
  const reason = faultOf(value);
  if (reason !== null) throw new CorruptLogError(line, reason);
  return value as LogEntry;
}

/** What is wrong with an entry from outside; `null` when the fold can take it. */
function faultOf(value: unknown): string | null {
  const entry = asRecord(value);
  if (entry === null) return 'it is no JSON object';
  const { kind } = entry;
  if (typeof kind !== 'string' || !Object.hasOwn(FAULTS, kind)) return `its kind is ${JSON.stringify(kind)}`;
  if (typeof entry['at'] !== 'string') return 'it has no time stamp "at"';
  return FAULTS[kind as LogEntryKind](entry);
}

const FAULTS = {
  opened: () => null,
  event: ({ index, event }) => {
    if (!isIndex(index)) return 'its event has no index';
    return typeof asRecord(event)?.['type'] === 'string' ? null : 'its event has no type';
  },
  fact: ({ fact, via }) => {
    if (!isFactName(fact)) return `nobody knows the fact ${JSON.stringify(fact)}`;
    if (via === undefined || (Array.isArray(via) && via.every(isFactName))) return null;
    return 'its "via" is no list of facts';
  },
  report: ({ report }) => (typeof asRecord(report)?.['status'] === 'string' ? null : 'its report has no status'),
  command: ({ command, outcome }) => {
    const name = asRecord(command)?.['name'];
    if (typeof name !== 'string' || !Object.hasOwn(COMMANDS, name)) {
      return `nobody knows the command ${JSON.stringify(name)}`;
    }
    return typeof outcome === 'string' && OUTCOMES.has(outcome) ? null : 'its command has no outcome';
  },
  violation: ({ from, to }) => (isLeafState(from) && isLeafState(to) ? null : 'its violation names no states'),
} as const satisfies Record<LogEntryKind, (entry: UnknownRecord) => string | null>;

const OUTCOMES: ReadonlySet<string> = new Set(['accepted', 'no-op', 'refused', 'unknown']);

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isLeafState(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(LEAF_STATES, value);
}
