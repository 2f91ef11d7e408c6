import { isClientError } from '@agent-session/client';
import { isStreamError } from '@agent-session/rxjs';
import { CliError } from './cli-error.js';
import type { ExitCodeName } from './exit-codes.js';

/** Turns an error of the client or the stream into one message and an exit code; anything else stays what it is. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof CliError) return error;
  const cause = isStreamError(error) && isClientError(error.cause) ? error.cause : error;
  if (isClientError(cause)) return new CliError(exitNameOf(cause.code), cause.message, { cause: error });
  if (isStreamError(error)) return new CliError('network', error.message, { cause: error });
  return error;
}

function exitNameOf(code: string): ExitCodeName {
  switch (code) {
    case 'authentication':
    case 'permission':
      return 'authentication';
    case 'invalid-argument':
      return 'usage';
    case 'network':
    case 'timeout':
    case 'server':
    case 'protocol':
      return 'network';
    default:
      return 'refused';
  }
}
