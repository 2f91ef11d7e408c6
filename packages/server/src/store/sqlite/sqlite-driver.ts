import Database from 'libsql';
import { CorruptEntryError, StoreUnavailableError } from '../errors.js';
import { sqliteError } from './sqlite-error.js';

/** What a column holds. Text that may be damaged is selected with `CAST(… AS BLOB)`, see {@link text}. */
export type SqliteValue = number | string | null | Uint8Array;
export type SqliteRow = readonly SqliteValue[];

/** How many prepared statements are kept; more than there are constant ones, so that only rare shapes are dropped. */
const STATEMENT_LIMIT = 200;

/**
 * The one place that talks to libsql. It keeps away what would end the process there: a bound boolean and the text of a
 * damaged file both abort it from native code, beyond the reach of `catch`.
 */
export class SqliteDriver {
  readonly #database: Database.Database;
  readonly #file: string;
  readonly #statements = new Map<string, Database.Statement>();
  #open = true;

  /**
   * Opens the file, makes it if there is none, and locks it for this connection alone.
   *
   * @throws StoreUnavailableError when it cannot be opened, is not a database, or another connection holds it.
   */
  constructor(file: string, lockWaitMs: number) {
    this.#file = file;
    this.#database = this.#guard(() => new Database(file, { timeout: lockWaitMs }));
    try {
      // Exclusive before the first access: the index of the write-ahead log then lives in memory, and the lock on the
      // file is held by this process until it closes the file or dies.
      this.exec('PRAGMA locking_mode = EXCLUSIVE');
      this.get('PRAGMA journal_mode = WAL');
      this.exec('PRAGMA synchronous = FULL');
      this.exec('PRAGMA temp_store = MEMORY');
      this.exec('PRAGMA cache_size = -65536');
      this.exec('BEGIN IMMEDIATE; COMMIT');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Runs statements that take no values and give no rows. */
  exec(sql: string): void {
    this.#checkOpen();
    this.#guard(() => this.#database.exec(sql));
  }

  /** Runs a statement and returns how many rows it changed. */
  run(sql: string, values: readonly unknown[] = []): number {
    return this.#guard(() => this.#prepare(sql).run(values.map(toSqliteValue)).changes);
  }

  /** Runs an insert and returns the key of the new row. */
  insert(sql: string, values: readonly unknown[] = []): number {
    return this.#guard(() => Number(this.#prepare(sql).run(values.map(toSqliteValue)).lastInsertRowid));
  }

  /** The first row, or `undefined`. */
  get(sql: string, values: readonly unknown[] = []): SqliteRow | undefined {
    return this.#guard(() => this.#prepare(sql).get(values.map(toSqliteValue)) as SqliteRow | undefined);
  }

  all(sql: string, values: readonly unknown[] = []): readonly SqliteRow[] {
    return this.#guard(() => this.#prepare(sql).all(values.map(toSqliteValue)) as SqliteRow[]);
  }

  /** Runs `work` in a write transaction: committed when it returns, undone when it throws. */
  transaction<Result>(work: () => Result): Result {
    this.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#database.inTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  /** Writes the log into the file, gives up the lock and closes. Closing again does nothing. */
  close(): void {
    if (!this.#open) return;
    try {
      // libsql closes the file only when its statements are collected, which nobody can ask for. The lock must not
      // wait for that: leaving write-ahead logging allows leaving exclusive mode, and the next read gives the lock up.
      this.exec('PRAGMA journal_mode = DELETE');
      this.exec('PRAGMA locking_mode = NORMAL');
      this.get('SELECT count(*) FROM sqlite_schema');
    } finally {
      this.#open = false;
      this.#statements.clear();
      this.#database.close();
    }
  }

  #prepare(sql: string): Database.Statement {
    this.#checkOpen();
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      if (statement.reader) statement.raw(true);
      if (this.#statements.size >= STATEMENT_LIMIT) {
        const [oldest] = this.#statements.keys();
        if (oldest !== undefined) this.#statements.delete(oldest);
      }
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #checkOpen(): void {
    if (!this.#open) throw new StoreUnavailableError('The store is closed.');
  }

  #guard<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      throw sqliteError(error, this.#file);
    }
  }
}

/** SQL of a text column as bytes: libsql aborts the process on text that is not UTF-8, and cuts it at a NUL. */
export function text(column: string): string {
  return `CAST(${column} AS BLOB)`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text selected with {@link text}.
 *
 * @throws CorruptEntryError when it is not UTF-8.
 */
export function readText(value: SqliteValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw new CorruptEntryError(null, null);
  try {
    return utf8.decode(value);
  } catch (cause) {
    throw new CorruptEntryError(null, null, { cause });
  }
}

/** Like {@link readText}, for a column that may be NULL. */
export function readNullableText(value: SqliteValue | undefined): string | null {
  return value === null ? null : readText(value);
}

/**
 * A JSON text selected with {@link text}; NULL is `null`.
 *
 * @throws CorruptEntryError when it is not JSON.
 */
export function readNullableJson(value: SqliteValue): unknown {
  if (value === null) return null;
  try {
    return JSON.parse(readText(value)) as unknown;
  } catch (cause) {
    throw new CorruptEntryError(null, null, { cause });
  }
}

/**
 * Turns a value into one that libsql binds: booleans become 0 and 1, dates milliseconds since the Unix epoch,
 * `undefined` NULL.
 *
 * @throws TypeError for anything SQLite has no form for: it must not reach the driver.
 */
export function toSqliteValue(value: unknown): number | string | bigint | null | Buffer {
  switch (typeof value) {
    case 'number':
      if (Number.isNaN(value)) throw new TypeError('NaN cannot be stored: SQLite would make it NULL.');
      return value;
    case 'string':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'undefined':
      return null;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new TypeError(`${value} cannot be stored: it needs over 64 bits.`);
      return value;
    default:
  }
  if (value === null) return null;
  if (value instanceof Date) return toSqliteValue(value.getTime());
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  throw new TypeError(`A value of type ${typeof value} cannot be stored: turn it into text, a number or bytes.`);
}
