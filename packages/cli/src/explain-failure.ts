import { isClientError } from '@agent-session/client';
import { isStreamError } from '@agent-session/rxjs';
import { KEY_HINT } from './key-hint.js';
import { CliError } from './cli-error.js';
import type { ExitCodeName } from './exit-codes.js';

/** Turns an error of the client or the stream into one message and an exit code; anything else stays what it is. */
export function explainFailure(error: unknown, hasKey = true): unknown {
  if (error instanceof CliError) return error;
  const cause = isStreamError(error) && isClientError(error.cause) ? error.cause : error;
  if (isClientError(cause)) {
    const exit = exitNameOf(cause.code);
    const hint = exit === 'authentication' && !hasKey ? ` There is no API key: ${KEY_HINT}.` : '';
    return new CliError(exit, cause.message + hint, { cause: error });
  }
  if (isStreamError(error)) {
    return new CliError(error.code === 'log-mismatch' ? 'usage' : 'network', error.message, { cause: error });
  }
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
    case 'delivery-unknown':
      return 'network';
    default:
      return 'refused';
  }
}
