import { ENDPOINTS, LIMITS, type EndpointName } from '@agent-session/protocol';
import { checkPositive, checkSignal } from './checks.js';
import { resolveRetry, type ClientConfig } from './client-config.js';
import { callHook } from './client-hooks.js';
import type { CallOptions } from './client-options.js';
import { delay } from './delay.js';
import { isBranded, type ClientError, type ErrorContext } from './errors/client-error.js';
import { InvalidArgumentError } from './errors/local-errors.js';
import { AuthenticationError } from './errors/reply-errors.js';
import { DeliveryUnknownError, TimeoutError } from './errors/transport-errors.js';
import { exchange, type Incoming } from './exchange.js';
import { linkAbort, type AbortLink } from './link-abort.js';
import { readText } from './read-body.js';
import { replyError } from './reply-error.js';
import { retryAfterMs } from './retry-after.js';
import { failureKind, retryDelayMs } from './retry-policy.js';
import { networkError } from './transport-error.js';

/** A reply with a good status, for the endpoint to read. */
export interface Reply extends Incoming {
  readonly link: AbortLink;
  /** Keeps the link alive after the call has ended, for a body that is still streaming; the reader disposes of it. */
  readonly keepLink: () => void;
  readonly context: ErrorContext;
  readonly timeoutMs: number;
}

/** What one endpoint asks of a call besides its path. */
export interface CallDetails<Result> {
  /** With its `?`, or empty. */
  readonly query?: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  /** Default limit of one attempt, where it is not the client's. */
  readonly timeoutMs?: number;
  readonly keepRedirect?: boolean;
  readonly read: (reply: Reply, config: ClientConfig) => Promise<Result>;
}

/** What the attempts of a call share. Built without spreading: this is the path every request takes. */
interface Call<Result> {
  readonly endpoint: EndpointName;
  readonly method: string;
  readonly url: string;
  readonly text: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly details: CallDetails<Result>;
}

const maxErrorBytes = 64 * 1024;
const maxShownCharacters = 4000;

/**
 * Makes the call: attempts, and waits between them, until one succeeds or the policy says that is it.
 *
 * @param path With its parameters filled in.
 */
export async function request<Result>(
  config: ClientConfig,
  endpoint: EndpointName,
  path: string,
  options: CallOptions,
  details: CallDetails<Result>,
): Promise<Result> {
  const { clock, keys } = config;
  const { signal, totalTimeoutMs = Infinity } = options;
  const { method, retry: safety } = ENDPOINTS[endpoint];
  checkSignal(signal);
  const retry = resolveRetry(options.retry, config.retry);
  const timeoutMs = checkPositive('timeoutMs', options.timeoutMs ?? details.timeoutMs ?? config.timeoutMs);
  const deadline = clock.now() + checkPositive('totalTimeoutMs', totalTimeoutMs);
  const url = config.baseUrl + path + (details.query ?? '');
  const call: Call<Result> = { endpoint, method, url, text: encodeBody(config, details.body), signal, details };

  let askedForKeyAgain = false;
  let failures = 0;
  for (let attempt = 1; ; attempt++) {
    // What the caller aborts with comes back as it is.
    if (signal?.aborted) throw signal.reason;
    let key: string | undefined;
    try {
      return await makeAttempt(config, call, attempt, Math.min(timeoutMs, deadline - clock.now()), (used) => {
        key = used;
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (!isBranded(error)) throw error;
      if (error.status === 401 && !askedForKeyAgain) {
        askedForKeyAgain = true;
        if (keys.rejected(key)) continue;
      }
      const delayMs = retryDelayMs(safety, failureKind(error), ++failures, error.retryAfterMs, retry, config.random());
      if (delayMs === null || clock.now() + delayMs >= deadline) throw safety === 'never' ? unsure(error) : error;
      callHook(config.hooks.onRetry, { endpoint, method, url, attempt, error, delayMs });
      await delay(clock, delayMs, signal);
    }
  }
}

async function makeAttempt<Result>(
  config: ClientConfig,
  call: Call<Result>,
  attempt: number,
  timeoutMs: number,
  onKey: (key: string | undefined) => void,
): Promise<Result> {
  const { clock, hooks, keys } = config;
  const { endpoint, method, url, text, signal, details } = call;
  const { idempotencyKey } = details;
  const context: { -readonly [Field in keyof ErrorContext]: ErrorContext[Field] } = { method, url, idempotencyKey };
  // Joined before the key is asked for: a vault may hang too.
  const link = linkAbort(
    clock,
    signal,
    timeoutMs,
    () => new TimeoutError(`${method} ${url} got no complete reply in ${timeoutMs} ms.`, context),
  );
  let kept = false;
  try {
    const asked = keys.get();
    const key = typeof asked === 'object' ? await link.race(asked) : asked;
    onKey(key);
    if (key === undefined && ENDPOINTS[endpoint].auth === 'required') {
      throw new AuthenticationError(
        `${method} ${url} needs a key, so nothing was sent. Set H_API_KEY (or HAI_API_KEY), or pass apiKey.`,
        context,
      );
    }
    const headers: Record<string, string> = { accept: 'application/json' };
    if (key !== undefined) headers['authorization'] = `Bearer ${key}`;
    if (text !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;

    if (hooks.onRequest) callHook(hooks.onRequest, { endpoint, method, url, attempt });
    const sentAt = clock.now();
    let failed: Response | undefined;
    const work = async () => {
      const outgoing = { method, url, headers, body: text, link, keepRedirect: details.keepRedirect };
      const incoming = await exchange(config, outgoing);
      const { response } = incoming;
      const { status } = response;
      context.status = status;
      if (hooks.onResponse) {
        const durationMs = clock.now() - sentAt;
        callHook(hooks.onResponse, {
          endpoint,
          method,
          url,
          attempt,
          status,
          requestId: requestIdOf(response),
          durationMs,
        });
      }
      if (status >= 400) {
        failed = response;
        return undefined as Result;
      }
      const keepLink = () => (kept = true);
      return details.read({ response, url: incoming.url, link, keepLink, context, timeoutMs }, config);
    };
    const result = await link.race(work());
    if (failed) throw await errorOf(config, endpoint, failed, context, link);
    return result;
  } catch (error) {
    kept = false;
    // The link's own error, and what the parts above threw knowingly.
    if (isBranded(error) || signal?.aborted) throw error;
    throw networkError(error, context, keys.redact);
  } finally {
    if (!kept) link.dispose();
  }
}

async function errorOf(
  config: ClientConfig,
  endpoint: EndpointName,
  response: Response,
  context: ErrorContext,
  link: AbortLink,
): Promise<ClientError> {
  // The status says enough when the body cannot be read.
  const text = await link.race(readText(response, maxErrorBytes)).catch(() => '');
  const body = config.keys.redact(text).slice(0, maxShownCharacters);
  const waitMs = retryAfterMs(response.headers, config.clock.now(), config.random());
  const requestId = requestIdOf(response);
  return replyError(endpoint, response.status, body, { ...context, requestId, body, retryAfterMs: waitMs });
}

function requestIdOf({ headers }: Response): string | undefined {
  return headers.get('x-request-id') ?? undefined;
}

/** The error of a request that is never repeated, when it may have arrived all the same. */
function unsure(error: ClientError): ClientError {
  const { method, url, status = 0, requestId } = error;
  // A good status with a body that is not the contract's may come from the platform or from something before it.
  const isGarbled = status >= 200 && status < 300;
  if (failureKind(error) !== 'lost' && !isGarbled && status !== 502 && status !== 504) return error;
  return new DeliveryUnknownError(
    `${method} ${url} may have arrived or not: ${error.message} It is not sent again; look for its effect first.`,
    { method, url, status, requestId, cause: error },
  );
}

function encodeBody(config: ClientConfig, body: unknown): string | undefined {
  if (body === undefined) return undefined;
  let text: string;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    throw new InvalidArgumentError('body', 'cannot be written as JSON. See the cause.', cause);
  }
  const limit = config.apiVersion === 'seed' ? LIMITS.maxRequestBytesSeed : LIMITS.maxRequestBytes;
  // A UTF-16 unit is at most three bytes: only a text that could be too long is measured.
  if (text.length * 3 > limit && new TextEncoder().encode(text).length > limit) {
    throw new InvalidArgumentError('body', `is longer than the ${limit} bytes the platform takes.`);
  }
  return text;
}
