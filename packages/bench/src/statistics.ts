/** What a row of rounds says: the median, and the interval that holds the true median with at least 95 % confidence. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Summarises rounds by order statistics, which assume nothing about how the noise is shaped.
 *
 * @throws RangeError without a single value.
 */
export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[intervalDepth(sorted.length)];
  const high = sorted[sorted.length - 1 - intervalDepth(sorted.length)];
  if (low === undefined || high === undefined) throw new RangeError('Cannot summarise no rounds at all.');
  return { median: median(sorted), low, high };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [a, b] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((a ?? Number.NaN) + (b ?? Number.NaN)) / 2;
}

/** How many values to leave off at each end so that both tails of a fair coin's tosses stay under 5 % together. */
function intervalDepth(count: number): number {
  let depth = 0;
  let combinations = 1;
  let tail = 2 / 2 ** count;
  while (tail < 0.05 && depth < (count - 1) / 2) {
    depth += 1;
    combinations = (combinations * (count - depth + 1)) / depth;
    tail += (2 * combinations) / 2 ** count;
  }
  return Math.max(0, depth - 1);
}
