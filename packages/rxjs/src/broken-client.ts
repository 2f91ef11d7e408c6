/** What a client throws because it is programmed wrongly: asking again would not mend it. */
export class BrokenClientError extends Error {
  override readonly name = 'BrokenClientError';
  constructor(cause: Error) {
    super(`The client is broken, so asking again is of no use: ${cause.name}: ${cause.message}.`, { cause });
  }
}

/**
 * How engines word a mistake in the code. A `TypeError` alone says nothing: `fetch` throws one for every broken
 * connection, each runtime with words of its own, and those must be tried again.
 */
const MISTAKE =
  /is not a (?:function|constructor)|is not iterable|Cannot (?:read|set) propert|can't access|(?:undefined|null) is not an object/;

/** The error of a client that is programmed wrongly, told apart from a broken connection; any other as it came. */
export function judgeClientError(error: unknown): unknown {
  const isMistake = error instanceof ReferenceError || (error instanceof TypeError && MISTAKE.test(error.message));
  return isMistake ? new BrokenClientError(error) : error;
}
