import { checkInteger, checkText } from './prepare-append.js';

/** An API key, without the key: only its hash is ever stored. */
export interface KeyRecord {
  /** Hash of the key, in a form the server chooses, such as hexadecimal SHA-256. */
  readonly hash: string;
  /** Whose sessions the key creates and sees. */
  readonly owner: string;
  /** What people call it. Never the key. */
  readonly label: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** The API keys a server accepts. */
export interface KeyStore {
  /**
   * Adds the key, or replaces the record with the same hash.
   *
   * @throws TypeError when a field cannot be stored.
   */
  put(record: KeyRecord): Promise<void>;
  find(hash: string): Promise<KeyRecord | undefined>;
  /** All keys, oldest first. */
  list(): Promise<readonly KeyRecord[]>;
  /** Resolves with whether there was such a key. */
  remove(hash: string): Promise<boolean>;
}

/** Refuses a record that cannot be stored. */
export function checkKey({ hash, owner, label, createdAt }: KeyRecord): void {
  checkText(hash, 'hash');
  checkText(owner, 'owner');
  if (label !== null) checkText(label, 'label');
  checkInteger(createdAt, 'createdAt');
}
