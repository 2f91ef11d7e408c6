import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { equalInConstantTime } from '../auth/constant-time.js';
import type { ResourceName } from '../store/resource-store.js';

/** Where signed URLs are served. */
export const SIGNED_PREFIX = '/signed';

/** Makes and checks URLs that let their bearer read one resource for a while. */
export interface UrlSigner {
  /** Path and query of the resource, good until `expiresAt` (milliseconds since the Unix epoch). */
  sign(name: ResourceName, expiresAt: number): string;
  verify(name: ResourceName, query: URLSearchParams, now: number): boolean;
}

/** Makes a signer; everybody with the secret can make URLs. They begin with `basePath`. */
export function createUrlSigner(secret: Uint8Array, basePath: string): UrlSigner {
  const signatureOf = ({ sessionId, bucket, key }: ResourceName, expiresAt: number) =>
    bytesToHex(hmac(sha256, secret, utf8ToBytes(JSON.stringify([sessionId, bucket, key, expiresAt]))));
  return {
    sign(name, expiresAt) {
      const path = [SIGNED_PREFIX, name.sessionId, name.bucket, ...name.key.split('/')].map((part, index) =>
        index === 0 ? part : encodeURIComponent(part),
      );
      return `${basePath}${path.join('/')}?expires=${expiresAt}&signature=${signatureOf(name, expiresAt)}`;
    },
    verify(name, query, now) {
      const expiresAt = Number(query.get('expires'));
      if (!Number.isSafeInteger(expiresAt) || expiresAt <= now) return false;
      return equalInConstantTime(query.get('signature') ?? '', signatureOf(name, expiresAt));
    },
  };
}
