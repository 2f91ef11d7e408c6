import { systemClock, type Clock } from '@agent-session/protocol';
import { checkInteger, checkObject, checkPositive, mustBe } from './checks.js';
import type { ClientHooks } from './client-hooks.js';
import type { ApiVersion, ClientOptions } from './client-options.js';
import { InvalidArgumentError } from './errors/local-errors.js';
import { newIdempotencyKey } from './idempotency-key.js';
import { createKeySource, type KeySource } from './key-source.js';
import type { RetryOptions } from './retry-policy.js';
import { transportFetch } from '#transport';

/** The options with every default filled in. */
export interface ClientConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly apiVersion: ApiVersion;
  readonly keys: KeySource;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly retry: RetryOptions;
  readonly maxResponseBytes: number;
  readonly allowInsecureHttp: boolean;
  readonly hooks: ClientHooks;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newIdempotencyKey: () => string;
}

const regionUrls: Readonly<Record<string, string>> = {
  eu: 'https://agp.eu.hcompany.ai',
  us: 'https://agp.hcompany.ai',
};

/** @throws InvalidArgumentError naming the option at fault. */
export function resolveConfig(options: ClientOptions): ClientConfig {
  // Not shown: a key given in place of the options is a secret.
  if (typeof options !== 'object' || options === null)
    throw new InvalidArgumentError('options', 'must be an object such as { apiKey }.');
  const { apiVersion = 'seed', allowInsecureHttp = false, timeoutMs = 60_000, maxResponseBytes = 2 ** 26 } = options;
  if (options.fetch && typeof options.fetch !== 'function') throw mustBe('fetch', 'a function', options.fetch);
  const { origin, pathname } = resolveBaseUrl(options, allowInsecureHttp);
  if (apiVersion !== 'seed' && apiVersion !== 'newest') throw mustBe('apiVersion', '"seed" or "newest"', apiVersion);
  return {
    baseUrl: origin + pathname.replace(/\/+$/, ''),
    origin,
    apiVersion,
    keys: createKeySource(options.apiKey ?? environment('H_API_KEY') ?? environment('HAI_API_KEY')),
    // Unbound: a fetch called as a method of the options is an "illegal invocation" in browsers.
    fetch: options.fetch ?? transportFetch,
    timeoutMs: checkPositive('timeoutMs', timeoutMs),
    retry: resolveRetry(options.retry, { maxRetries: 2, initialDelayMs: 1000, maxDelayMs: 60_000 }),
    maxResponseBytes: checkPositive('maxResponseBytes', maxResponseBytes),
    allowInsecureHttp,
    hooks: options.hooks ?? {},
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    newIdempotencyKey: options.newIdempotencyKey ?? newIdempotencyKey,
  };
}

/** The retry options of a call over those of its client. */
export function resolveRetry(retry: ClientOptions['retry'], base: RetryOptions): RetryOptions {
  if (!retry) return retry === false ? { ...base, maxRetries: 0 } : base;
  checkObject('retry', retry);
  const merged = { ...base, ...retry };
  for (const name of ['maxRetries', 'initialDelayMs', 'maxDelayMs'] as const) {
    checkInteger(`retry.${name}`, merged[name], 0);
  }
  return merged;
}

/** True for a plain-text URL that leaves the machine. */
export function isInsecure({ protocol, hostname }: URL): boolean {
  return protocol !== 'https:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function resolveBaseUrl(options: ClientOptions, allowInsecureHttp: boolean): URL {
  const { baseUrl, region } = options;
  if (baseUrl !== undefined && region !== undefined) {
    throw new InvalidArgumentError('region', 'and baseUrl exclude each other: give one.');
  }
  const named = region ?? environment('H_REGION')?.toLowerCase() ?? 'eu';
  const text =
    baseUrl ?? (region ? undefined : (environment('HAI_BASE_URL') ?? environment('H_BASE_URL'))) ?? regionUrls[named];
  if (text === undefined) throw mustBe('region', '"eu" or "us"', named);
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    // said below, without the text: it may hold a password
  }
  const why =
    !url || !/^https?:$/.test(url.protocol)
      ? `must be an absolute URL such as ${regionUrls['eu']}.`
      : url.username || url.password || url.search || url.hash
        ? 'must have no user, password, query or fragment; the key goes in apiKey.'
        : /\/api\/v2\/*$/.test(url.pathname)
          ? 'must not end in /api/v2: the client adds it.'
          : !allowInsecureHttp && isInsecure(url)
            ? 'is plain http off this machine, which shows the key to everybody on the way: use https, or set allowInsecureHttp.'
            : undefined;
  if (!url || why) throw new InvalidArgumentError('baseUrl', why ?? '');
  return url;
}

/** Where there is an environment; some runtimes refuse to show it. */
function environment(name: string): string | undefined {
  try {
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.[name]?.trim() || undefined;
  } catch {
    return undefined;
  }
}
