import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The form in which an API key is kept: hexadecimal SHA-256. Keys are long and random, so no salt or stretching is needed. */
export function hashKey(key: string): string {
  return bytesToHex(sha256(utf8ToBytes(key)));
}
