import { spendWork } from '../answer-work.js';

/** Whether two JSON values are equal; the order of keys does not matter. Bounded by the smaller of the two. */
export function equalJson(one: unknown, two: unknown): boolean {
  if (one === two) return true;
  if (typeof one !== 'object' || typeof two !== 'object' || one === null || two === null) return false;
  spendWork(1);
  if (Array.isArray(one) || Array.isArray(two)) {
    if (!Array.isArray(one) || !Array.isArray(two) || one.length !== two.length) return false;
    return one.every((item, index) => equalJson(item, two[index]));
  }
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(two).length &&
    keys.every(
      (key) =>
        Object.hasOwn(two, key) &&
        equalJson((one as Record<string, unknown>)[key], (two as Record<string, unknown>)[key]),
    )
  );
}

/** Whether a value equals one of several. */
export function equalsAny(value: unknown, candidates: readonly unknown[]): boolean {
  spendWork(candidates.length);
  return candidates.some((candidate) => equalJson(value, candidate));
}

/** Writing one value as text and keeping it costs about as much as so many other steps. */
const WORK_PER_TEXT = 20;

/** A text that is the same for equal JSON values only: comparing many values costs one pass each. */
function canonicalJson(value: unknown): string {
  spendWork(WORK_PER_TEXT + (typeof value === 'string' ? value.length / WORK_PER_TEXT : 0));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`).join(',')}}`;
}

/** The indexes of the first two equal items, or `undefined`. */
export function firstRepeat(items: readonly unknown[]): readonly [number, number] | undefined {
  const scalars = new Map<unknown, number>();
  const composites = new Map<string, number>();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    spendWork(1);
    const isComposite = typeof item === 'object' && item !== null;
    const seen: Map<unknown, number> = isComposite ? composites : scalars;
    const key = isComposite ? canonicalJson(item) : item;
    const first = seen.get(key);
    if (first !== undefined) return [first, index];
    seen.set(key, index);
  }
  return undefined;
}
