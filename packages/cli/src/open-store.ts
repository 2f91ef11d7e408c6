import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { createSqliteStore, type SqliteStore } from '@agent-session/server/sqlite';
import { CliError } from './cli-error.js';

/**
 * Opens the data file of a server, made if there is none.
 *
 * @throws CliError (usage) when the file cannot be used, saying why.
 */
export function openStore(file: string, workingDirectory: string): SqliteStore {
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
    throw new CliError('usage', error instanceof Error ? error.message : String(error), { cause: error });
  }
}
