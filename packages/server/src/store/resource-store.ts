import { checkInteger, checkText } from './prepare-append.js';

/** Names a resource. A key may contain slashes; it is compared as it is, never resolved. */
export interface ResourceName {
  readonly sessionId: string;
  /** Such as `screenshots` or `files`. */
  readonly bucket: string;
  readonly key: string;
}

/** A screenshot or a file that belongs to a session. */
export interface Resource extends ResourceName {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** From this time on `deleteExpired` removes it; `null`: kept as long as its session. */
  readonly expiresAt: number | null;
}

/** Bytes kept beside a session's stream, and deleted with it. */
export interface ResourceStore {
  /**
   * Adds the resource, or replaces the one of the same name.
   *
   * @throws TypeError when the session does not exist.
   */
  put(resource: Resource): Promise<void>;
  get(name: ResourceName): Promise<Resource | undefined>;
}

/** Refuses a resource that cannot be stored. */
export function checkResource(resource: Resource): void {
  checkText(resource.sessionId, 'sessionId');
  checkText(resource.bucket, 'bucket');
  checkText(resource.key, 'key');
  checkText(resource.mediaType, 'mediaType');
  if (!(resource.bytes instanceof Uint8Array)) throw new TypeError('bytes must be a Uint8Array.');
  checkInteger(resource.createdAt, 'createdAt');
  if (resource.expiresAt !== null) checkInteger(resource.expiresAt, 'expiresAt');
}
