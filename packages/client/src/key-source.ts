import { isBranded } from './errors/client-error.js';
import { AuthenticationError } from './errors/reply-errors.js';
import { InvalidArgumentError } from './errors/local-errors.js';

/** A key, or a function that fetches one (from a vault, a login). It is asked once, and again after a 401. */
export type ApiKey = string | (() => string | Promise<string>);

/** Hands out the key and keeps it out of everything that is written. */
export interface KeySource {
  /** The key for the next attempt; `undefined`: there is none. */
  get(): string | undefined | Promise<string | undefined>;
  /** The platform did not accept this key. True when asking again may bring another one. */
  rejected(key: string | undefined): boolean;
  /** The text with every key blanked out. */
  readonly redact: (text: string) => string;
}

/**
 * Anything that looks like a key of the platform, whoever it belongs to. It ends before a backslash, so that JSON which quotes
 * one is still JSON, and a placeholder such as `<key>` is none.
 */
const secretPattern = /\b(?:hk-|whsec_)[\w-]{3,}|\bBearer\s+[^\s"',;\\<]+/gi;

/** @throws InvalidArgumentError when a key could not be a header. */
export function createKeySource(apiKey: ApiKey | undefined): KeySource {
  let lastKey = apiKey === undefined || typeof apiKey === 'function' ? undefined : checkKey(apiKey);
  let pending: Promise<string> | undefined;

  async function ask(source: () => string | Promise<string>): Promise<string> {
    try {
      return (lastKey = checkKey(await source()));
    } catch (cause) {
      throw isBranded(cause)
        ? cause
        : new AuthenticationError('The apiKey function failed, so nothing was sent. See the cause.', { cause });
    }
  }

  return {
    get() {
      if (typeof apiKey !== 'function') return lastKey;
      if (pending) return pending;
      const asked = ask(apiKey);
      pending = asked;
      // A failure is told to those who wait for it, and not remembered.
      asked.catch(() => {
        if (pending === asked) pending = undefined;
      });
      return asked;
    },
    rejected(key) {
      if (typeof apiKey !== 'function') return false;
      // Another call may have asked again already: then its answer is the one to use.
      if (key === lastKey) pending = undefined;
      return true;
    },
    redact(text) {
      const known = lastKey === undefined ? text : text.replaceAll(lastKey, '[key]');
      return known.replace(secretPattern, '[key]');
    },
  };
}

function checkKey(key: unknown): string {
  const text = typeof key === 'string' ? key.trim() : '';
  // Said without the key: what a runtime would throw for a bad header quotes it.
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new InvalidArgumentError('apiKey', 'must be visible ASCII characters without spaces.');
  }
  return text;
}
