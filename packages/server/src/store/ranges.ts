import type { EventRange, ReadRange } from './event-store.js';
import { checkText } from './prepare-append.js';
import type { SessionQuery } from './session-index.js';

/** A {@link ReadRange} with its defaults; `limit` null: all. */
export function checkReadRange(range: ReadRange): { afterVersion: number; limit: number | null } {
  const { afterVersion = 0, limit } = range;
  checkCount(afterVersion, 'afterVersion');
  if (limit !== undefined) checkCount(limit, 'limit');
  return { afterVersion, limit: limit ?? null };
}

/** An {@link EventRange} with its defaults; `eventType` null: all. */
export function checkEventRange(range: EventRange): {
  fromIndex: number;
  limit: number;
  eventType: string | null;
  newestFirst: boolean;
} {
  const { fromIndex, limit, eventType, newestFirst = false } = range;
  checkCount(fromIndex, 'fromIndex');
  checkCount(limit, 'limit');
  if (eventType !== undefined) checkText(eventType, 'eventType');
  return { fromIndex, limit, eventType: eventType ?? null, newestFirst };
}

/** The page of a query: counts, so that no store reads a negative one as "all". */
export function checkPage({ offset, limit }: Pick<SessionQuery, 'offset' | 'limit'>): void {
  checkCount(offset, 'offset');
  checkCount(limit, 'limit');
}

/** A whole number from 0. */
export function checkCount(value: unknown, name: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new RangeError(`${name} must be a whole number from 0, not ${String(value)}.`);
  }
}
