/**
 * Whether two values are the same as JSON: a key that is `undefined` counts as absent, a number that is none as `null`.
 * Keeps its own stack: what is compared comes from outside and may be nested deeper than the call stack.
 *
 * @example
 * jsonEqual({ a: 1, b: [2] }, { b: [2], a: 1 }) === true;
 */
export function jsonEqual(a: unknown, b: unknown): boolean {
  const pairs: [unknown, unknown][] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const left = asWritten(pair[0]);
    const right = asWritten(pair[1]);
    if (left === right) continue;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const keys = definedKeys(left);
    if (keys.length !== definedKeys(right).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false;
      pairs.push([(left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]]);
    }
  }
  return true;
}

function definedKeys(value: object): string[] {
  return Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
}

function asWritten(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
