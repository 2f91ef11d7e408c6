/** No store has so many rows, and every store can count so far. */
const MAX_OFFSET = 2 ** 31 - 1;

/** How many items lie before a page, for pages from 1. */
export function offsetOf(page: number, size: number): number {
  return Math.min((page - 1) * size, MAX_OFFSET);
}

/** A cursor as it counts: a negative one means the start, and past every end is past every end. */
export function clampIndex(index: number): number {
  return Math.min(Math.max(0, index), MAX_OFFSET);
}
