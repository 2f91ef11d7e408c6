import { StoreUnavailableError } from '../errors.js';
import type { Migration } from '../migrations/migration.js';
import { MIGRATIONS } from '../migrations/migrations.js';
import type { SqliteDriver } from './sqlite-driver.js';

/** Marks a file as ours: "agse" in ASCII. */
const APPLICATION_ID = 0x61_67_73_65;

/**
 * Brings the file to the newest form, each step in a transaction of its own, so that a stop in between leaves a form
 * the next start goes on from.
 *
 * @throws StoreUnavailableError when the file belongs to something else or was written by a newer version.
 */
export function migrate(driver: SqliteDriver, file: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const applicationId = driver.get('PRAGMA application_id')?.[0];
  const current = Number(driver.get('PRAGMA user_version')?.[0]);
  const isEmpty = driver.get('SELECT count(*) FROM sqlite_schema')?.[0] === 0;
  if (applicationId !== APPLICATION_ID && !(isEmpty && applicationId === 0)) {
    throw new StoreUnavailableError(
      `${file} is a SQLite database of something else: it was left as it is. Choose another path for the data file.`,
    );
  }
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new StoreUnavailableError(
      `${file} has form ${current}, and this version knows forms up to ${newest}: ` +
        'it was written by a newer version. Use that one, or restore an older backup.',
    );
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    driver.transaction(() => {
      driver.exec(migration.sql);
      driver.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migration.version}`);
    });
  }
}
