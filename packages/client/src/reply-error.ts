import { COMMANDS, type EndpointName } from '@agent-session/protocol';
import { readErrorBody } from './error-body.js';
import type { ClientError, ErrorContext } from './errors/client-error.js';
import {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  PaymentError,
  PermissionError,
  ProtocolError,
  QuotaError,
  RefusedByStateError,
  ServerError,
} from './errors/reply-errors.js';
import { TimeoutError } from './errors/transport-errors.js';

/**
 * The error a non-success reply stands for. Its message says what was asked, what came back, and what to do next.
 *
 * @param text The body as text, keys already blanked out.
 */
export function replyError(endpoint: EndpointName, status: number, text: string, context: ErrorContext): ClientError {
  const { message, issues, entry } = readErrorBody(text);
  const fields = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  const detail = fields || message;
  const said = (remedy: string) =>
    `${context.method} ${context.url} answered ${status}${detail ? `: ${detail.replace(/\.$/, '')}` : ''}. ${remedy}`;

  switch (status) {
    case 401:
      return new AuthenticationError(said('Check the key: H_API_KEY or HAI_API_KEY, or the option apiKey.'), context);
    case 402:
      return new PaymentError(
        said('Wait for the next window or raise the plan.'),
        {
          limit: asNumber(entry['limit']),
          used: asNumber(entry['used']),
          windowEnd: typeof entry['window_end'] === 'string' ? entry['window_end'] : null,
        },
        context,
      );
    case 403:
      return new PermissionError(said('Use a key that may do this.'), context);
    case 404:
      return new NotFoundError(said('Check the id, the region and the key.'), context);
    case 408:
      return new TimeoutError(said('Try again.'), context);
    case 409:
      return endpoint === 'create'
        ? new ConflictError(said('The same request is in flight: send it again after Retry-After.'), context)
        : refused();
    case 400:
      return issues.length === 0 && endpoint !== 'create' && endpoint in COMMANDS ? refused() : invalid();
    case 429: {
      const [, active, limit] = /\((\d+)\s*\/\s*(\d+)\)/.exec(message ?? '') ?? [];
      return new QuotaError(
        said('Wait for a session to end, or create with queue: true.'),
        { limit: asNumber(entry['limit'] ?? limit), active: asNumber(entry['active'] ?? active) },
        context,
      );
    }
    case 425:
      return new ServerError(said('Try again later.'), context);
    default:
      if (status >= 500) return new ServerError(said('It is not the request: try again later.'), context);
      if (status >= 400) return invalid();
      return new ProtocolError(said('The contract does not know this code for this endpoint.'), context);
  }

  function refused(): RefusedByStateError {
    return new RefusedByStateError(said('Read the status of the session and choose a command it allows.'), context);
  }

  function invalid(): InvalidRequestError {
    return new InvalidRequestError(said('Mend the request; it will not succeed as it is.'), issues, context);
  }
}

function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
