import type { ErrorCodeName } from '@agent-session/protocol';
import type { ExpectedVersion } from './expected-version.js';

/** Base class of what a store throws. */
export abstract class StoreError extends Error {
  /** Stable; one of `ERROR_CODES`. */
  abstract readonly code: ErrorCodeName;
}

/** The stream was not at the version the append expected. Nothing was written: load it and decide again. */
export class VersionConflictError extends StoreError {
  override readonly name = 'VersionConflictError';
  readonly code = 'version-conflict';
  readonly streamId: string;
  readonly expectedVersion: ExpectedVersion;
  /** 0: the stream does not exist. */
  readonly actualVersion: number;

  constructor(streamId: string, expectedVersion: ExpectedVersion, actualVersion: number) {
    super(
      `Stream ${streamId} is at version ${actualVersion}, not ${describe(expectedVersion)}: ` +
        'somebody appended first. Nothing was written; load the stream and decide again.',
    );
    this.streamId = streamId;
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}

function describe(expected: ExpectedVersion): string {
  if (expected === 'none') return 'empty as expected';
  if (expected === 'exists') return 'existing as expected';
  return `the expected ${expected}`;
}

/** The Idempotency-Key already stands for a session. Nothing was written: read its record. */
export class IdempotencyKeyTakenError extends StoreError {
  override readonly name = 'IdempotencyKeyTakenError';
  readonly code = 'idempotency-key-taken';
  readonly key: string;

  constructor(key: string) {
    super(
      `The Idempotency-Key ${JSON.stringify(key)} is in use. Nothing was written; ` +
        'read its record and repeat that reply, or refuse the request if its body differs.',
    );
    this.key = key;
  }
}

/** A stored value cannot be read back. What can be read before it is intact. */
export class CorruptEntryError extends StoreError {
  override readonly name = 'CorruptEntryError';
  readonly code = 'corrupt-entry';
  /** `null` where the damage is not in one stream. */
  readonly streamId: string | null;
  /** Version of the entry, or `null` where the damage is not in one entry. */
  readonly version: number | null;

  constructor(streamId: string | null, version: number | null, options?: ErrorOptions) {
    const entry = version === null ? 'Stored data' : `Entry ${version}`;
    const stream = streamId === null ? '' : ` of stream ${streamId}`;
    super(`${entry}${stream} cannot be read: the data file is damaged. Restore it from a backup.`, options);
    this.streamId = streamId;
    this.version = version;
  }
}

/** The store cannot be opened, read or written; nothing of the call was kept. */
export class StoreUnavailableError extends StoreError {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'store-unavailable';
}
