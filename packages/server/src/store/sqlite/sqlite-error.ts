import { CorruptEntryError, StoreError, StoreUnavailableError } from '../errors.js';

interface Cause {
  readonly happened: string;
  readonly next: string;
}

/** What the result codes of SQLite mean to whoever runs the server, by the start of the code. */
const CAUSES: Readonly<Record<string, Cause>> = {
  SQLITE_BUSY: {
    happened: 'another process holds it',
    next: 'Stop the other server that uses this file, or give this one a file of its own.',
  },
  SQLITE_LOCKED: {
    happened: 'another connection holds it',
    next: 'Stop the other server that uses this file, or give this one a file of its own.',
  },
  SQLITE_FULL: { happened: 'the disk is full', next: 'Free some space and try again; nothing of this call was kept.' },
  SQLITE_READONLY: { happened: 'it may not be written', next: 'Check the permissions of the file and of its folder.' },
  SQLITE_PERM: { happened: 'it may not be opened', next: 'Check the permissions of the file and of its folder.' },
  SQLITE_IOERR: {
    happened: 'the disk failed',
    next: 'Check the disk and the system log; nothing of this call was kept.',
  },
  SQLITE_CANTOPEN: { happened: 'it cannot be opened', next: 'Check that its folder exists and may be written.' },
  SQLITE_NOTADB: { happened: 'it is not a SQLite database', next: 'Choose another path, or restore a backup.' },
};

/** Turns what the driver threw into an error of the store; errors that are the store's already stay. */
export function sqliteError(error: unknown, file: string): unknown {
  if (error instanceof StoreError || error instanceof TypeError || error instanceof RangeError) return error;
  const code = codeOf(error);
  if (code.startsWith('SQLITE_CORRUPT')) return new CorruptEntryError(null, null, { cause: error });
  const known = Object.keys(CAUSES).find((start) => code.startsWith(start));
  const { happened, next } = (known === undefined ? undefined : CAUSES[known]) ?? {
    happened: 'SQLite failed unexpectedly',
    next: 'See the cause.',
  };
  return new StoreUnavailableError(`The data file ${file} cannot be used: ${happened} (${code}). ${next}`, {
    cause: error,
  });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  // libsql gives no code for what fails while opening.
  if (/local database .*: 14\b/s.test(error.message)) return 'SQLITE_CANTOPEN';
  return error.message;
}
