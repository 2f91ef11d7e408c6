import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { createSqliteStore, type SqliteStore } from '@agent-session/server/sqlite';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';

/**
 * Opens the data file of a server, made if there is none.
 *
 * @param apart what to say of a server beside another one that holds the file.
 * @throws CliError (usage) when the file cannot be used, saying why.
 */
export function openStore(file: string, workingDirectory: string, apart: string): SqliteStore {
  const path = resolve(workingDirectory, file);
  if (!existsSync(dirname(path))) {
    throw new CliError(
      'usage',
      `The folder of the data file ${path} does not exist. Make it first, or name another file.`,
    );
  }
  try {
    return createSqliteStore({ file: path });
  } catch (error) {
    const why = isHeld(error)
      ? `The data file ${path} cannot be used: another process holds it (SQLITE_BUSY). Most likely another server still runs: stop it, or give this one ${apart}`
      : reasonOf(error);
    throw new CliError('usage', why, { cause: error });
  }
}

function isHeld(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } | undefined };
  return typeof cause?.code === 'string' && cause.code.startsWith('SQLITE_BUSY');
}
