import { isClientError } from '@agent-session/client';
import { isStreamError } from '@agent-session/rxjs';
import { CliError } from './cli-error.js';
import { explainFailure } from './explain-failure.js';
import { type Asked, whereHint } from './where-hint.js';

/** {@link explainFailure} for who follows a session: a stream that failed is explained by what made it fail. */
export function explainStreamFailure(error: unknown, asked?: Asked): unknown {
  if (asked !== undefined && error instanceof CliError && error.exitName === 'network') {
    return new CliError('network', error.message + whereHint(asked, 'asked'), { cause: error });
  }
  if (!isStreamError(error)) return explainFailure(error, asked);
  if (isClientError(error.cause)) return explainFailure(error.cause, asked);
  return new CliError(error.code === 'log-mismatch' ? 'usage' : 'network', error.message, { cause: error });
}
