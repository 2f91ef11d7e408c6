import { ENDPOINTS, LIMITS, type EndpointName } from '@agent-session/protocol';
import { checkPositive } from './checks.js';
import { resolveRetry, type ClientConfig } from './client-config.js';
import { callHook, type AttemptInfo } from './client-hooks.js';
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

/** One call of an endpoint. */
export interface Call<Result> {
  readonly endpoint: EndpointName;
  /** Path with its parameters filled in. */
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query?: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly options: CallOptions;
  /** Default limit of one attempt, where it is not the client's. */
  readonly timeoutMs?: number;
  readonly keepRedirect?: boolean;
  readonly read: (reply: Reply, config: ClientConfig) => Promise<Result>;
}

/** A call made ready: what its attempts share. */
interface Prepared<Result> extends Call<Result> {
  readonly method: string;
  readonly url: string;
  readonly text: string | undefined;
}

const maxErrorBytes = 64 * 1024;
const maxShownCharacters = 4000;

/** Makes the call: attempts, and waits between them, until one succeeds or the policy says that is it. */
export async function request<Result>(config: ClientConfig, call: Call<Result>): Promise<Result> {
  const { clock, keys } = config;
  const { signal, totalTimeoutMs = Infinity } = call.options;
  const { method, retry: safety } = ENDPOINTS[call.endpoint];
  const retry = resolveRetry(call.options.retry, config.retry);
  const timeoutMs = checkPositive('timeoutMs', call.options.timeoutMs ?? call.timeoutMs ?? config.timeoutMs);
  const deadline = clock.now() + checkPositive('totalTimeoutMs', totalTimeoutMs);
  const url = config.baseUrl + call.path + (call.query ?? '');
  const prepared = { ...call, method, url, text: encodeBody(config, call.body) };

  let askedForKeyAgain = false;
  let failures = 0;
  for (let attempt = 1; ; attempt++) {
    // What the caller aborts with comes back as it is.
    if (signal?.aborted) throw signal.reason;
    const info = { endpoint: call.endpoint, method, url, attempt };
    let key: string | undefined;
    try {
      // Joined before the key is asked for: a vault may hang too.
      return await makeAttempt(config, prepared, info, Math.min(timeoutMs, deadline - clock.now()), (asked) => {
        key = asked;
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
      callHook(config.hooks.onRetry, { ...info, error, delayMs });
      await delay(clock, delayMs, signal);
    }
  }
}

async function makeAttempt<Result>(
  config: ClientConfig,
  call: Prepared<Result>,
  info: AttemptInfo,
  timeoutMs: number,
  onKey: (key: string | undefined) => void,
): Promise<Result> {
  const { clock, hooks, keys } = config;
  const { endpoint, method, url, text, idempotencyKey } = call;
  let context: ErrorContext = { method, url, idempotencyKey };
  const link = linkAbort(
    clock,
    call.options.signal,
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

    callHook(hooks.onRequest, info);
    const sentAt = clock.now();
    let failed: Response | undefined;
    const work = async () => {
      const incoming = await exchange(config, {
        method,
        url,
        headers,
        body: text,
        signal: link.signal,
        keepRedirect: call.keepRedirect,
      });
      const { response } = incoming;
      const { status } = response;
      context = { ...context, status };
      if (hooks.onResponse) {
        const requestId = requestIdOf(response);
        callHook(hooks.onResponse, { ...info, status, requestId, durationMs: clock.now() - sentAt });
      }
      if (status < 400)
        return call.read({ ...incoming, link, keepLink: () => (kept = true), context, timeoutMs }, config);
      failed = response;
      return undefined as Result;
    };
    const result = await link.race(work());
    if (failed) throw await errorOf(config, call, failed, context, link);
    return result;
  } catch (error) {
    kept = false;
    // The link's own error, and what the parts above threw knowingly.
    if (isBranded(error) || call.options.signal?.aborted) throw error;
    throw networkError(error, context, keys.redact);
  } finally {
    if (!kept) link.dispose();
  }
}

async function errorOf(
  config: ClientConfig,
  { endpoint }: Prepared<unknown>,
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
  const { method, url, status, requestId } = error;
  if (failureKind(error) !== 'lost' && status !== 502 && status !== 504) return error;
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
