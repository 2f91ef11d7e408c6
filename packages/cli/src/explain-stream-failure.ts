import { isClientError } from '@agent-session/client';
import { isStreamError } from '@agent-session/rxjs';
import { CliError } from './cli-error.js';
import { explainFailure } from './explain-failure.js';

/** {@link explainFailure} for who follows a session: a stream that failed is explained by what made it fail. */
export function explainStreamFailure(error: unknown, hasKey = true): unknown {
  if (!isStreamError(error)) return explainFailure(error, hasKey);
  if (isClientError(error.cause)) return explainFailure(error.cause, hasKey);
  return new CliError(error.code === 'log-mismatch' ? 'usage' : 'network', error.message, { cause: error });
}
