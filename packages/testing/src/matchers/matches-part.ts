/**
 * True when a value has at least what is expected of it: objects may have more keys, everything else is equal. Asymmetric
 * matchers of any runner (`expect.any(String)`) are asked.
 */
export function matchesPart(actual: unknown, expected: unknown): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => matchesPart(actual[index], item))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return false;
    return Object.entries(expected).every(
      ([key, value]) => Object.hasOwn(actual, key) && matchesPart((actual as Record<string, unknown>)[key], value),
    );
  }
  return Object.is(actual, expected);
}

/** True for what `expect.any(Number)` and its like make, of any runner. */
export function isAsymmetric(value: unknown): value is { asymmetricMatch(actual: unknown): boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}
