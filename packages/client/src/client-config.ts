import { systemClock, type Clock } from '@agent-session/protocol';
import type { ClientHooks } from './client-hooks.js';
import type { ApiVersion, ClientOptions, Region } from './client-options.js';
import { InvalidArgumentError } from './errors/local-errors.js';
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

const regionUrls: Readonly<Record<Region, string>> = {
  eu: 'https://agp.eu.hcompany.ai',
  us: 'https://agp.hcompany.ai',
};

const defaultRetry: RetryOptions = { maxRetries: 2, initialDelayMs: 1000, maxDelayMs: 60_000 };

/** @throws InvalidArgumentError naming the option at fault. */
export function resolveConfig(options: ClientOptions): ClientConfig {
  const allowInsecureHttp = options.allowInsecureHttp ?? false;
  const url = parseBaseUrl(options, allowInsecureHttp);
  const apiVersion = options.apiVersion ?? 'seed';
  if (apiVersion !== 'seed' && apiVersion !== 'newest') {
    throw new InvalidArgumentError('apiVersion', 'must be "seed" or "newest".');
  }
  return {
    baseUrl: url.origin + url.pathname.replace(/\/+$/, ''),
    origin: url.origin,
    apiVersion,
    keys: createKeySource(options.apiKey ?? environment('H_API_KEY') ?? environment('HAI_API_KEY')),
    // Unbound: a fetch called as a method of the options is an "illegal invocation" in browsers.
    fetch: options.fetch ?? transportFetch,
    timeoutMs: checkDuration('timeoutMs', options.timeoutMs ?? 60_000),
    retry: resolveRetry(options.retry, defaultRetry),
    maxResponseBytes: checkDuration('maxResponseBytes', options.maxResponseBytes ?? 64 * 1024 * 1024),
    allowInsecureHttp,
    hooks: options.hooks ?? {},
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    newIdempotencyKey: options.newIdempotencyKey ?? (() => crypto.randomUUID()),
  };
}

/** The retry options of a call over those of its client. */
export function resolveRetry(retry: ClientOptions['retry'], base: RetryOptions): RetryOptions {
  if (retry === undefined) return base;
  if (retry === false) return { ...base, maxRetries: 0 };
  const merged = { ...base, ...retry };
  for (const [name, value] of Object.entries(merged)) {
    if (!(value >= 0)) throw new InvalidArgumentError(`retry.${name}`, `must be 0 or more, not ${String(value)}.`);
  }
  return merged;
}

/** @throws InvalidArgumentError unless it is a number above 0. */
export function checkDuration(name: string, value: number): number {
  if (!(value > 0)) throw new InvalidArgumentError(name, `must be more than 0, not ${String(value)}.`);
  return value;
}

/** True for a plain-text URL that leaves the machine. */
export function isInsecure(url: URL): boolean {
  return url.protocol !== 'https:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

function parseBaseUrl(options: ClientOptions, allowInsecureHttp: boolean): URL {
  if (options.baseUrl !== undefined && options.region !== undefined) {
    throw new InvalidArgumentError('region', 'and baseUrl say the same thing: give one of them.');
  }
  const region = options.region ?? environment('H_REGION')?.toLowerCase() ?? 'eu';
  const explicit =
    options.baseUrl ?? (options.region ? undefined : (environment('HAI_BASE_URL') ?? environment('H_BASE_URL')));
  if (explicit === undefined && !Object.hasOwn(regionUrls, region)) {
    throw new InvalidArgumentError('region', `must be "eu" or "us", not "${region}".`);
  }
  const text = explicit ?? regionUrls[region as Region];
  const fail = (why: string) => new InvalidArgumentError('baseUrl', why);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw fail(`must be an absolute URL such as ${regionUrls.eu}.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw fail('must begin with https:// or http://.');
  if (url.username || url.password) throw fail('must not hold a user or password; pass the key as apiKey.');
  if (url.search || url.hash) throw fail('must not have a query or a fragment.');
  if (/\/api\/v2\/*$/.test(url.pathname)) throw fail('must not end in /api/v2; the client adds it.');
  if (!allowInsecureHttp && isInsecure(url)) {
    throw fail(
      `is plain http to ${url.hostname}, so the key would travel in the clear. Use https, or set allowInsecureHttp.`,
    );
  }
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
