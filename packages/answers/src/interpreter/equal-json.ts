/** Whether two JSON values are equal; the order of keys does not matter. Bounded by the smaller of the two. */
export function equalJson(one: unknown, two: unknown): boolean {
  if (one === two) return true;
  if (typeof one !== 'object' || typeof two !== 'object' || one === null || two === null) return false;
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

/** A text that is the same for equal JSON values only: comparing many values costs one pass each. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`).join(',')}}`;
}

/** The indexes of the first two equal items, or `undefined`. */
export function firstRepeat(items: readonly unknown[]): readonly [number, number] | undefined {
  const seen = new Map<unknown, number>();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    // Scalars are their own key; a composite's canonical text starts with a bracket behind a mark no JSON text has.
    const key = typeof item === 'object' && item !== null ? `\0${canonicalJson(item)}` : item;
    const first = seen.get(key);
    if (first !== undefined) return [first, index];
    seen.set(key, index);
  }
  return undefined;
}
