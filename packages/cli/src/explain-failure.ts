import { type ClientError, isClientError } from '@agent-session/client';
import { askIfRunning } from './ask-if-running.js';
import { KEY_HINT } from './key-hint.js';
import { CliError } from './cli-error.js';
import type { ExitCodeName } from './exit-codes.js';
import { type Asked, whereHint } from './where-hint.js';

/**
 * Turns an error of the client into one message and an exit code; anything else stays what it is.
 *
 * @param asked who was asked and with what, to say so where it may be the reason.
 */
export function explainFailure(error: unknown, asked?: Asked): unknown {
  if (!isClientError(error)) return error;
  const message = askIfRunning(messageOf(error, asked));
  // Who named a server has no region to choose.
  const said =
    asked?.baseUrl === undefined
      ? message
      : message.replace('Check the id, the region and the key.', 'Check the id and the key.');
  return new CliError(exitNameOf(error.code), said, { cause: error });
}

/** The client's advice is for who writes code; without a key, that of this program takes its place. */
function messageOf({ code, status, method, url, message }: ClientError, asked: Asked | undefined): string {
  if (asked === undefined) return message;
  const exit = exitNameOf(code);
  if (asked.apiKey !== undefined || (exit !== 'authentication' && exit !== 'network' && code !== 'not-found')) {
    return message;
  }
  if (exit !== 'authentication') return message + whereHint(asked, 'asked');
  if (status === undefined) {
    const unsent = `${method} ${url} needs a key, so nothing was sent. There is no API key: ${KEY_HINT}.`;
    return unsent + whereHint(asked, 'not asked');
  }
  const refused = message.replace(/ Check the key: .*$/s, '');
  return `${refused} There is no API key: ${KEY_HINT}.${whereHint(asked, 'asked')}`;
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
