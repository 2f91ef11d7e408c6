import type { ErrorContext } from './errors/client-error.js';
import { NetworkError } from './errors/transport-errors.js';
import { unreachedCodes } from '#transport';

/** What every transport throws for a broken connection, in one form. Told by its code, never by its class. */
export function networkError(cause: unknown, context: ErrorContext, redact: (text: string) => string): NetworkError {
  const code = errorCode(cause);
  const said = cause instanceof Error ? cause.message : String(cause);
  // Transports quote the address, and that of a resource is presigned: whoever has its query can read it.
  const safe = redact(said).replace(/(https?:\/\/[^\s?]+)\?\S+/g, '$1');
  const unreached = code !== undefined && unreachedCodes.has(code);
  const what = unreached ? 'could not be reached' : 'got no reply: the connection broke';
  return new NetworkError(
    `${context.method} ${context.url} ${what} (${code ?? safe}). Check the connection and the base URL.`,
    { ...context, cause: safe === said ? cause : Object.assign(new Error(safe), { code }), maybeSent: !unreached },
  );
}

/** The system's code, which transports hide in causes and in the errors of parallel connection attempts. */
function errorCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return errorCode(cause, depth + 1) ?? (Array.isArray(errors) ? errorCode(errors[0], depth + 1) : undefined);
}
