import type { Recent } from './session-state.js';

/** How many items a bounded list keeps. */
export const RECENT_LIMIT = 16;

/** The list with one more item: the count is exact, the oldest item falls out. */
export function withRecent<Item>(recent: Recent<Item>, item: Item): Recent<Item> {
  return { count: recent.count + 1, last: [...recent.last.slice(1 - RECENT_LIMIT), item] };
}
