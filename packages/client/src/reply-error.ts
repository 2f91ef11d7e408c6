import { ENDPOINTS, type EndpointName } from '@agent-session/protocol';
import { readErrorBody } from './error-body.js';
import type { ClientError, ErrorContext } from './errors/client-error.js';
import {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  PaymentError,
  PermissionError,
  QuotaError,
  RefusedByStateError,
  ServerError,
} from './errors/reply-errors.js';
import { TimeoutError } from './errors/transport-errors.js';

/**
 * The error a reply of 400 and above stands for. Its message says what was asked, what came back, and what to do next.
 *
 * @param text The body as text, keys already blanked out.
 */
export function replyError(endpoint: EndpointName, status: number, text: string, context: ErrorContext): ClientError {
  const { message, issues, entry } = readErrorBody(text);
  const detail = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') || (message ?? '');
  const said = (remedy: string) =>
    `${context.method} ${context.url} answered ${status}${detail && `: ${detail.replace(/\.$/, '')}`}. ${remedy}`.trimEnd();
  const numberOf = (value: unknown) => (Number.isFinite(Number(value)) ? Number(value) : null);

  const steers = ENDPOINTS[endpoint].success.includes(202) || endpoint === 'cancel';
  if (steers && (status === 409 || (status === 400 && issues.length === 0))) {
    return new RefusedByStateError(said('Read the status and choose a command it allows.'), context);
  }
  switch (status) {
    case 401:
      return new AuthenticationError(said('Check the key: H_API_KEY, HAI_API_KEY or apiKey.'), context);
    case 402:
      return new PaymentError(said('Wait for the next window or raise the plan.'), {
        ...context,
        limit: numberOf(entry['limit']),
        used: numberOf(entry['used']),
        windowEnd: typeof entry['window_end'] === 'string' ? entry['window_end'] : null,
      });
    case 403:
      return new PermissionError(said('Use a key that may do this.'), context);
    case 404:
      // A platform that goes on to say what there is, such as which agents, has said what to do.
      return new NotFoundError(said(detail.includes('. ') ? '' : 'Check the id, the region and the key.'), context);
    case 408:
      return new TimeoutError(said('Try again.'), context);
    case 409:
      return new ConflictError(said('Send the same request again after Retry-After.'), context);
    case 429: {
      const [, active, limit] = /\((\d+)\s*\/\s*(\d+)\)/.exec(message ?? '') ?? [];
      return new QuotaError(said('Wait for a session to end, or create with queue: true.'), {
        ...context,
        limit: numberOf(entry['limit'] ?? limit),
        active: numberOf(entry['active'] ?? active),
      });
    }
    default:
      if (status >= 500 || status === 425) return new ServerError(said('Try again later.'), context);
      return new InvalidRequestError(said('Mend the request; as it is it will not succeed.'), { ...context, issues });
  }
}
