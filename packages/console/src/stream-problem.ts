import { asRecord } from './untrusted.js';

/** The server takes none of what this key asks. */
export class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';
}

/** Why a session cannot be followed, as whoever opened the page can act on it. */
export function streamProblem(error: unknown, isGuest: boolean): unknown {
  switch (statusOf(error)) {
    case 401:
      return isGuest
        ? new Error('This session is not shared, or no longer. Ask whoever gave you the link.')
        : new UnknownKeyError('The server does not know this key.');
    case 404:
      return isGuest
        ? new Error('There is no such session, or it is not shared any more. Ask whoever gave you the link.')
        : new Error('There is no such session here, or this key may not see it.');
    default:
      return error;
  }
}

/** The HTTP status somewhere below an error. */
function statusOf(error: unknown): number | null {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    const { status } = asRecord(at);
    if (typeof status === 'number') return status;
    at = at.cause;
  }
  return null;
}
