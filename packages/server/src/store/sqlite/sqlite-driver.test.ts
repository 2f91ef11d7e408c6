import { afterAll, expect, test } from 'vitest';
import { CorruptEntryError, StoreUnavailableError } from '../errors.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readText, SqliteDriver, text, toSqliteValue } from './sqlite-driver.js';

const folder = temporaryFolder();
const driver = new SqliteDriver(folder.newPath(), 0);
afterAll(() => {
  driver.close();
});
driver.exec('CREATE TABLE t (a, b)');

function roundTrip(value: unknown): unknown {
  driver.run('DELETE FROM t');
  driver.run('INSERT INTO t VALUES (?, ?)', [value, 1]);
  return driver.get('SELECT a FROM t')?.[0];
}

test.each([
  ['true', true, 1],
  ['false', false, 0],
  ['undefined', undefined, null],
  ['null', null, null],
  ['a Date', new Date(1_763_934_000_123), 1_763_934_000_123],
  ['an integer', 5, 5],
  ['a fraction', 1.5, 1.5],
  ['a bigint', 2n ** 40n, 2 ** 40],
  ['text', 'é😀', 'é😀'],
  ['an empty text', '', ''],
])('%s is bound', (_what, value, stored) => {
  expect(roundTrip(value)).toBe(stored);
});

test.each([
  ['a Uint8Array', new Uint8Array([1, 0, 255]), [1, 0, 255]],
  ['an empty one', new Uint8Array(0), []],
  ['a part of one', new Uint8Array([1, 2, 3]).subarray(1), [2, 3]],
  ['a Buffer', Buffer.from([7]), [7]],
  ['an ArrayBuffer', new Uint8Array([8, 9]).buffer, [8, 9]],
])('%s is bound as bytes', (_what, value, stored) => {
  expect(Array.from(roundTrip(value) as Uint8Array)).toEqual(stored);
});

test('bytes as the only value of a statement are bound', () => {
  expect(driver.get('SELECT length(?)', [new Uint8Array(3)])).toEqual([3]);
  expect(driver.get('SELECT ?', [true])).toEqual([1]);
  expect(driver.get('SELECT ?', [new Date(5)])).toEqual([5]);
});

test.each([
  ['an object', {}],
  ['an array', [1]],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['a bigint of over 64 bits', 2n ** 70n],
  ['NaN', Number.NaN],
  ['an invalid Date', new Date(Number.NaN)],
  ['a boxed boolean', Object(true)],
])('%s is refused before it reaches the driver', (_what, value) => {
  expect(() => toSqliteValue(value)).toThrow(TypeError);
  expect(() => roundTrip(value)).toThrow(TypeError);
});

test('text that is not UTF-8 or holds a NUL is read without harm', () => {
  const bad = driver.get(`SELECT ${text("CAST(x'ff41' AS TEXT)")}`)?.[0];
  expect(() => readText(bad)).toThrow(CorruptEntryError);
  expect(readText(driver.get(`SELECT ${text("CAST(x'410042' AS TEXT)")}`)?.[0])).toBe('A\0B');
});

test('a failing transaction leaves nothing, and the next one works', () => {
  driver.run('DELETE FROM t');
  expect(() =>
    driver.transaction(() => {
      driver.run('INSERT INTO t VALUES (1, 2)');
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(driver.get('SELECT count(*) FROM t')).toEqual([0]);
  driver.transaction(() => driver.run('INSERT INTO t VALUES (1, 2)'));
  expect(driver.get('SELECT count(*) FROM t')).toEqual([1]);
});

test('many shapes of statements do not pile up', () => {
  for (let n = 0; n < 1000; n++) expect(driver.get(`SELECT ${n}`)).toEqual([n]);
});

test('each commit waits for the disk, and the log is written ahead', () => {
  expect(driver.get('PRAGMA synchronous')).toEqual([2]);
  expect(driver.get('PRAGMA journal_mode')).toEqual(['wal']);
  expect(driver.get('PRAGMA locking_mode')).toEqual(['exclusive']);
});

test('a statement that is wrong is reported with its cause', () => {
  expect(() => driver.run('SELEKT')).toThrow(StoreUnavailableError);
  expect(() => driver.run('SELEKT')).toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: expect.stringContaining('SELEKT') as unknown }) as unknown,
    }),
  );
});
