import { ENDPOINTS, LIMITS, type EndpointName } from '@agent-session/protocol';
import { resolveRetry, checkDuration, type ClientConfig } from './client-config.js';
import { callHook } from './client-hooks.js';
import type { CallOptions } from './client-options.js';
import { delay } from './delay.js';
import { isBranded, type ErrorContext } from './errors/client-error.js';
import { InvalidArgumentError } from './errors/local-errors.js';
import { AuthenticationError } from './errors/reply-errors.js';
import { DeliveryUnknownError, TimeoutError } from './errors/transport-errors.js';
import { isClientError } from './errors/is-client-error.js';
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
  keepLink(): void;
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

const maxErrorBytes = 64 * 1024;
const maxShownCharacters = 4000;

/** Makes the call: attempts, and waits between them, until one succeeds or the policy says that is it. */
export async function request<Result>(config: ClientConfig, call: Call<Result>): Promise<Result> {
  const { endpoint, options } = call;
  const { clock } = config;
  const { signal } = options;
  const safety = ENDPOINTS[endpoint].retry;
  const retry = resolveRetry(options.retry, config.retry);
  const timeoutMs = checkDuration('timeoutMs', options.timeoutMs ?? call.timeoutMs ?? config.timeoutMs);
  const body = call.body === undefined ? undefined : encodeBody(config, call.body);
  const deadline =
    options.totalTimeoutMs === undefined
      ? Infinity
      : clock.now() + checkDuration('totalTimeoutMs', options.totalTimeoutMs);
  const context: ErrorContext = {
    method: ENDPOINTS[endpoint].method,
    url: config.baseUrl + call.path + (call.query ?? ''),
    ...(call.idempotencyKey === undefined ? undefined : { idempotencyKey: call.idempotencyKey }),
  };

  let askedForKeyAgain = false;
  let retries = 0;
  for (let attempt = 1; ; attempt++) {
    // A reason that is no error object is still the caller's.
    // oxlint-disable-next-line typescript/only-throw-error
    if (signal?.aborted) throw signal.reason;
    const left = deadline - clock.now();
    let key: string | undefined;
    try {
      return await makeAttempt(config, call, context, {
        attempt,
        body,
        timeoutMs: Math.max(1, Math.min(timeoutMs, left)),
        onKey: (asked) => (key = asked),
      });
    } catch (error) {
      // oxlint-disable-next-line typescript/only-throw-error
      if (signal?.aborted) throw signal.reason;
      if (isClientError(error, 'authentication') && error.status === 401 && !askedForKeyAgain) {
        askedForKeyAgain = true;
        if (config.keys.rejected(key)) continue;
      }
      if (!isBranded(error)) throw error;
      const delayMs = retryDelayMs(safety, failureKind(error), ++retries, error.retryAfterMs, retry, config.random());
      if (delayMs === null || clock.now() + delayMs >= deadline) throw safety === 'never' ? unsure(error) : error;
      callHook(config.hooks.onRetry, { ...attemptInfo(endpoint, context, attempt), error, delayMs });
      await delay(clock, delayMs, signal);
    }
  }
}

interface Attempt {
  readonly attempt: number;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly onKey: (key: string | undefined) => void;
}

async function makeAttempt<Result>(
  config: ClientConfig,
  call: Call<Result>,
  context: ErrorContext,
  { attempt, body, timeoutMs, onKey }: Attempt,
): Promise<Result> {
  const { endpoint } = call;
  const { clock, hooks, keys } = config;
  const link = linkAbort(
    clock,
    call.options.signal,
    timeoutMs,
    () =>
      new TimeoutError(
        `${context.method} ${context.url} got no complete reply within ${timeoutMs} ms. Raise timeoutMs or try again.`,
        context,
      ),
  );
  let kept = false;
  let reply = context;
  try {
    const asked = keys.get();
    const key = asked instanceof Promise ? await link.race(asked) : asked;
    onKey(key);
    if (key === undefined && ENDPOINTS[endpoint].auth === 'required') {
      throw new AuthenticationError(
        `${context.method} ${context.url} needs a key and there is none, so nothing was sent. ` +
          'Set H_API_KEY (or HAI_API_KEY), or pass apiKey to createClient.',
        context,
      );
    }
    const headers: Record<string, string> = { accept: 'application/json' };
    if (key !== undefined) headers['authorization'] = `Bearer ${key}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;

    callHook(hooks.onRequest, attemptInfo(endpoint, context, attempt));
    const sentAt = clock.now();
    const incoming = await link.race(
      exchange(
        config,
        {
          method: ENDPOINTS[endpoint].method,
          url: context.url ?? '',
          headers,
          body,
          signal: link.signal,
          keepRedirect: call.keepRedirect ?? false,
        },
        context,
      ),
    );
    const { response } = incoming;
    const { status } = response;
    const requestId = response.headers.get('x-request-id') ?? undefined;
    reply = { ...context, status, ...(requestId === undefined ? undefined : { requestId }) };
    if (hooks.onResponse) {
      callHook(hooks.onResponse, {
        ...attemptInfo(endpoint, context, attempt),
        status,
        requestId,
        durationMs: clock.now() - sentAt,
      });
    }
    if (status >= 400) throw await errorOf(config, endpoint, response, reply, link);
    return await link.race(
      call.read({ ...incoming, link, keepLink: () => (kept = true), context: reply, timeoutMs }, config),
    );
  } catch (error) {
    kept = false;
    // The link's own error, and what the parts above threw knowingly.
    if (isBranded(error) || call.options.signal?.aborted) throw error;
    throw networkError(error, reply, keys.redact);
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
) {
  const { clock, keys, random } = config;
  // The status says enough when the body cannot be read.
  const text = await link.race(readText(response, maxErrorBytes)).catch(() => '');
  const body = keys.redact(text).slice(0, maxShownCharacters);
  const waitMs = retryAfterMs(response.headers, clock.now(), random());
  return replyError(endpoint, response.status, body, {
    ...context,
    body,
    ...(waitMs === undefined ? undefined : { retryAfterMs: waitMs }),
  });
}

/** The error of a request that is never repeated, when it may have arrived all the same. */
function unsure(error: Error & ErrorContext): Error {
  const lost = failureKind(error) === 'lost' || error.status === 502 || error.status === 504;
  if (!lost) return error;
  const { method, url, status, requestId } = error;
  return new DeliveryUnknownError(
    `${method} ${url} may or may not have arrived: ${error.message} It is not sent again by itself; look for its effect first.`,
    {
      ...(method === undefined ? undefined : { method }),
      ...(url === undefined ? undefined : { url }),
      ...(status === undefined ? undefined : { status }),
      ...(requestId === undefined ? undefined : { requestId }),
      cause: error,
    },
  );
}

function attemptInfo(endpoint: EndpointName, { method = '', url = '' }: ErrorContext, attempt: number) {
  return { endpoint, method, url, attempt };
}

function encodeBody(config: ClientConfig, body: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    throw new InvalidArgumentError('body', 'cannot be written as JSON. See the cause.', { cause });
  }
  if (text === undefined) throw new InvalidArgumentError('body', 'cannot be written as JSON.');
  const limit = config.apiVersion === 'seed' ? LIMITS.maxRequestBytesSeed : LIMITS.maxRequestBytes;
  // A UTF-16 unit is at most three bytes: only a text that could be too long is measured.
  if (text.length * 3 > limit && new TextEncoder().encode(text).length > limit) {
    throw new InvalidArgumentError('body', `is longer than the ${limit} bytes the platform takes.`);
  }
  return text;
}
