import { isClientError } from '@agent-session/client';
import { KEY_HINT } from './key-hint.js';
import { CliError } from './cli-error.js';
import type { ExitCodeName } from './exit-codes.js';

/** Turns an error of the client into one message and an exit code; anything else stays what it is. */
export function explainFailure(error: unknown, hasKey = true): unknown {
  if (!isClientError(error)) return error;
  const exit = exitNameOf(error.code);
  const hint = exit === 'authentication' && !hasKey ? ` There is no API key: ${KEY_HINT}.` : '';
  return new CliError(exit, error.message + hint, { cause: error });
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
