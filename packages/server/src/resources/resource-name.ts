import type { ResourceName } from '../store/resource-store.js';

const BUCKET = /^[a-z][a-z0-9_-]{0,63}$/;
const MAX_KEY_LENGTH = 512;

/**
 * Reads the name of a resource out of the raw (still encoded) path behind `prefix`. Each segment is decoded by itself,
 * so that nothing that decodes to a slash, a backslash or a step upwards can lead out of its session: `null` then.
 */
export function parseResourcePath(pathname: string, prefix: string): ResourceName | null {
  if (!pathname.startsWith(prefix)) return null;
  const parts: string[] = [];
  for (const segment of pathname.slice(prefix.length).split('/')) {
    try {
      parts.push(decodeURIComponent(segment));
    } catch {
      return null;
    }
  }
  const [sessionId = '', bucket = '', ...key] = parts;
  if (!isResourceKey(bucket, key)) return null;
  return { sessionId, bucket, key: key.join('/') };
}

/** True for a bucket and the parts of a key that can name a resource. */
export function isResourceKey(bucket: string, key: readonly string[]): boolean {
  const isPart = (part: string) =>
    part !== '' && part !== '.' && part !== '..' && !/[/\\\u0000-\u001F\u007F]/.test(part);
  return BUCKET.test(bucket) && key.length > 0 && key.every(isPart) && key.join('/').length <= MAX_KEY_LENGTH;
}
