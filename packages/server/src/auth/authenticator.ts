import type { KeyStore } from '../store/key-store.js';
import { ApiError } from '../http/api-error.js';
import { equalInConstantTime } from './constant-time.js';
import { hashKey } from './hash-key.js';

/** An API key the server accepts. */
export interface ApiKey {
  readonly key: string;
  /** Whose sessions the key creates and sees. Default: an owner of its own, derived from the key. */
  readonly owner?: string;
}

/** Who may call: keys, or a function of your own. */
export type AuthOptions =
  | {
      /** Keys accepted besides those in the store. Each is its own owner unless it names one. */
      readonly keys: readonly (string | ApiKey)[];
    }
  | {
      /** Says who sends the request: an owner, or `null` for nobody. */
      readonly authenticate: (request: Request) => string | null | Promise<string | null>;
    };

/** Says who sends a request; `null`: it carries no key at all. Throws 401 for a key that is not accepted. */
export type Authenticator = (request: Request) => string | null | Promise<string | null>;

/** Keys longer than this are refused before they are hashed. */
const MAX_KEY_LENGTH = 512;

/** Makes the authenticator of a server. Only hashes of keys are kept; they are compared in constant time. */
export function createAuthenticator(auth: AuthOptions, store: KeyStore): Authenticator {
  if ('authenticate' in auth) return auth.authenticate;
  const owners = new Map<string, string>();
  for (const entry of auth.keys) {
    const { key, owner } = typeof entry === 'string' ? { key: entry, owner: undefined } : entry;
    if (key.trim() === '' || key.length > MAX_KEY_LENGTH) {
      throw new TypeError(`An API key must have 1 to ${MAX_KEY_LENGTH} characters; check auth.keys.`);
    }
    const hash = hashKey(key);
    owners.set(hash, owner ?? ownerOfKey(hash));
  }
  return (request) => {
    const header = request.headers.get('authorization');
    if (header === null) return null;
    const key = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    if (key === undefined || key.length > MAX_KEY_LENGTH) throw invalidKey();
    const hash = hashKey(key);
    let owner: string | undefined;
    for (const [known, itsOwner] of owners) if (equalInConstantTime(known, hash)) owner = itsOwner;
    return owner ?? storedOwner(store, hash);
  };
}

/** The owner a key stands for when none is named: stable, and not the key. */
export function ownerOfKey(hash: string): string {
  return `key-${hash.slice(0, 32)}`;
}

async function storedOwner(store: KeyStore, hash: string): Promise<string> {
  const record = await store.find(hash);
  if (!record || !equalInConstantTime(record.hash, hash)) throw invalidKey();
  return record.owner;
}

function invalidKey(): ApiError {
  return new ApiError('unauthorized', 'Invalid API key. Send a key of this server as "Authorization: Bearer <key>".');
}
