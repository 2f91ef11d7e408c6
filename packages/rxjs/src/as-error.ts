/** A reason as it came, for `reject`: what a caller aborts with, or a source throws, need not be an `Error`. */
export function asError(reason: unknown): Error {
  return reason as Error;
}
