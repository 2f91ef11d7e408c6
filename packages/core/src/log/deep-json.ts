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
