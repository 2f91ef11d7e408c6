/**
 * A JSON value as text, however deep it is nested: engines write JSON by recursion, and what platforms and agents send may
 * be nested deeper than their stacks.
 */
export function deepJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return writeWithOwnStack(value);
  }
}

/**
 * A value as it comes back from JSON: `-0` as `0`, a number that is none as `null`. The value itself when that is what it
 * is already, which is nearly always.
 */
export function asJson<T>(value: T): T {
  return survivesJson([value]) ? value : (JSON.parse(deepJson(value)) as T);
}

function survivesJson(value: object): boolean {
  const rest = [value];
  for (let current = rest.pop(); current !== undefined; current = rest.pop()) {
    const items: readonly unknown[] = Array.isArray(current) ? current : Object.values(current);
    for (const item of items) {
      if (typeof item === 'object') {
        if (item !== null) rest.push(item);
      } else if (typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))) return false;
    }
  }
  return true;
}

function writeWithOwnStack(value: unknown): string {
  const text: string[] = [];
  /** What is still to be written, last first: punctuation, or a value. */
  const rest: (string | { readonly value: unknown })[] = [{ value }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') {
      text.push(next);
      continue;
    }
    const { value: current } = next;
    if (typeof current !== 'object' || current === null) {
      text.push(JSON.stringify(current) ?? 'null');
      continue;
    }
    const isList = Array.isArray(current);
    const parts = isList
      ? current.map((item: unknown) => ['', item] as const)
      : Object.entries(current).flatMap(([key, item]) =>
          item === undefined ? [] : [[`${JSON.stringify(key)}:`, item] as const],
        );
    rest.push(isList ? ']' : '}');
    for (let position = parts.length - 1; position >= 0; position -= 1) {
      const [name, item] = parts[position] as readonly [string, unknown];
      rest.push({ value: item }, position > 0 ? `,${name}` : name);
    }
    text.push(isList ? '[' : '{');
  }
  return text.join('');
}
