/**
 * What an append expects of its stream:
 * - `any`: nothing;
 * - `none`: the stream has no entry yet (or was deleted);
 * - `exists`: the stream has at least one entry;
 * - a number: the stream is at exactly this version. `0` is the same as `none`.
 */
export type ExpectedVersion = 'any' | 'none' | 'exists' | number;

/** True when a stream at `actualVersion` (0: no such stream) is what the append expects. */
export function meetsExpectation(expected: ExpectedVersion, actualVersion: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'none':
      return actualVersion === 0;
    case 'exists':
      return actualVersion > 0;
    default:
      return expected === actualVersion;
  }
}
