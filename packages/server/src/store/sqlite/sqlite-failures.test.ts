import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CorruptEntryError, StoreUnavailableError } from '../errors.js';
import type { NewEntry } from '../event-store.js';
import { appendNext, findFaults } from '../testing/crash-streams.js';
import { seededRandom } from '../testing/seeded-random.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { migrate } from './migrate.js';
import { SqliteDriver } from './sqlite-driver.js';
import { createSqliteStore, storeOn } from './sqlite-session-store.js';
import type { SqliteStore } from './sqlite-session-store.js';

const folder = temporaryFolder();
const PAGE_BYTES = 4096;

function open(file: string): SqliteStore {
  const store = createSqliteStore({ file, lockWaitMs: 0 });
  onTestFinished(() => store.close());
  return store;
}

const entry = (value: unknown): NewEntry => ({ eventType: 'AgentEvent', data: value });

describe('a full disk', () => {
  test('refuses the appends that do not fit, keeps the others whole, and takes more when there is room', async () => {
    const driver = new SqliteDriver(folder.newPath(), 0);
    migrate(driver, 'file');
    const store = storeOn(driver);
    onTestFinished(() => store.close());
    const pages = Number(driver.get('PRAGMA page_count')?.[0]);
    driver.get(`PRAGMA max_page_count = ${pages + 20}`);

    const accepted: number[] = [];
    const refusals: unknown[] = [];
    for (let n = 0; refusals.length === 0 && n < 1000; n++) {
      try {
        const pair = [entry([n, 'x'.repeat(3000)]), entry([n, 'second'])];
        await store.events.append(`s${n % 5}`, pair, { expectedVersion: 'any' });
        accepted.push(n);
      } catch (error) {
        refusals.push(error);
      }
    }
    const [refused] = refusals;
    expect(refused).toBeInstanceOf(StoreUnavailableError);
    expect(refused).toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('disk is full') as unknown,
    });
    expect(accepted.length).toBeGreaterThan(5);
    await expectExactly(store, accepted);

    driver.get(`PRAGMA max_page_count = ${pages + 1000}`);
    await store.events.append('s0', [entry([9999, '']), entry([9999, ''])], { expectedVersion: 'any' });
    await expectExactly(store, [...accepted, 9999]);
  });

  test('refuses only the appends that do not fit, when they come together with others', async () => {
    const driver = new SqliteDriver(folder.newPath(), 0);
    migrate(driver, 'file');
    const store = storeOn(driver);
    onTestFinished(() => store.close());
    driver.get(`PRAGMA max_page_count = ${Number(driver.get('PRAGMA page_count')?.[0]) + 20}`);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        store.events.append(`s${n}`, [entry([n, 'x'.repeat(n % 4 === 2 ? 200_000 : 10)])], { expectedVersion: 'none' }),
      ),
    );
    for (const [n, outcome] of outcomes.entries()) {
      expect(outcome.status, `append ${n}`).toBe(n % 4 === 2 ? 'rejected' : 'fulfilled');
      expect((await store.events.head(`s${n}`)).version).toBe(n % 4 === 2 ? 0 : 1);
    }
  });

  async function expectExactly(store: SqliteStore, accepted: readonly number[]): Promise<void> {
    const found: unknown[] = [];
    for (let n = 0; n < 5; n++) {
      const { entries, version } = await store.events.read(`s${n}`);
      expect(entries).toHaveLength(version);
      found.push(...entries.map(({ data }) => (data as [number])[0]));
    }
    expect(found.toSorted((a, b) => Number(a) - Number(b))).toEqual(accepted.flatMap((n) => [n, n]));
  }
});

describe('a file that cannot be used', () => {
  test('for writing is refused at once', async () => {
    const file = folder.newPath();
    await open(file).close();
    expect(() => open(`file:${file}?mode=ro`)).toThrow(StoreUnavailableError);
    expect(() => open(`file:${file}?mode=ro`)).toThrow(/may not be written/);
  });

  test('because its folder is missing, or it is a folder, is named', () => {
    expect(() => open(folder.path('missing/sessions.db'))).toThrow(StoreUnavailableError);
    expect(() => open(folder.path('missing/sessions.db'))).toThrow(
      /missing\/sessions\.db.*Check that its folder exists/,
    );
    expect(() => open(folder.path('.'))).toThrow(StoreUnavailableError);
  });

  test('because it is not a database is refused and left as it is', () => {
    const file = folder.newPath();
    writeFileSync(file, 'a letter to somebody, not a database\n'.repeat(100));
    const before = readFileSync(file);
    expect(() => open(file)).toThrow(/not a SQLite database/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('because it is a database of something else is refused and left as it is', () => {
    const file = folder.newPath();
    const other = new Database(file);
    other.exec('CREATE TABLE other (a); INSERT INTO other VALUES (1)');
    other.close();
    expect(() => open(file)).toThrow(/SQLite database of something else/);
    const again = new Database(file);
    expect(again.prepare('SELECT name FROM sqlite_schema').raw().all()).toEqual([['other']]);
    again.close();
  });

  test('because a newer version wrote it is refused, and says so', async () => {
    const file = folder.newPath();
    await open(file).close();
    const driver = new SqliteDriver(file, 0);
    driver.exec('PRAGMA user_version = 999');
    driver.close();
    expect(() => open(file)).toThrow(/form 999.*newer version/);
  });
});

describe('two stores on one file', () => {
  test('are kept apart by the engine: the second is refused with advice, the first is not disturbed', async () => {
    const file = folder.newPath();
    const first = open(file);
    await first.events.append('s', [entry(1)], { expectedVersion: 'none' });
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(() => open(file)).toThrow(StoreUnavailableError);
      expect(() => open(file)).toThrow(/another process holds it.*Stop the other server/);
      await first.events.append('s', [entry(2)], { expectedVersion: 'exists' });
    }
    await first.close();
    const second = open(file);
    expect((await second.events.head('s')).version).toBe(4);
  });

  test('the file is free as soon as the store is closed, after any use', async () => {
    const file = folder.newPath();
    for (let turn = 1; turn <= 20; turn++) {
      const store = open(file);
      await appendNext(store, 's', seededRandom(turn));
      await store.sessions.list({ owner: 'ann', order: 'newest', offset: 0, limit: 1, search: 'abc' });
      await store.deleteExpired(0, 10);
      await store.close();
      expect(existsSync(`${file}-wal`)).toBe(false);
    }
  });

  test('the data file can be read by its owner alone', async () => {
    const file = folder.newPath();
    const store = open(file);
    await appendNext(store, 's', seededRandom(1));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
  });
});

describe('a damaged file', () => {
  /** A file with a few streams, closed; returns what each stream holds. */
  async function makeFile(file: string): Promise<Map<string, unknown>> {
    const store = createSqliteStore({ file });
    const random = seededRandom(7);
    for (let n = 0; n < 200; n++) await appendNext(store, `s${n % 10}`, random);
    const contents = new Map<string, unknown>();
    for (let n = 0; n < 10; n++) contents.set(`s${n}`, (await store.events.read(`s${n}`)).entries);
    await store.close();
    return contents;
  }

  /** Reads everything; each read is right or fails with the error for it. Returns how many failed. */
  async function readAll(file: string, contents: ReadonlyMap<string, unknown>): Promise<number> {
    let store: SqliteStore;
    try {
      store = createSqliteStore({ file });
    } catch (error) {
      expectDamage(error);
      return 1;
    }
    let failures = 0;
    const attempt = async (read: () => Promise<unknown>): Promise<void> => {
      try {
        await read();
      } catch (error) {
        expectDamage(error);
        failures += 1;
      }
    };
    for (const [id, entries] of contents) {
      await attempt(async () => {
        const { version } = await store.events.head(id);
        if (version === 0) throw new CorruptEntryError(id, null);
        expect((await store.events.read(id)).entries).toEqual(entries);
      });
      await attempt(() => store.events.readEvents(id, { fromIndex: 0, limit: 1000 }));
      await attempt(() => store.events.readEvents(id, { fromIndex: 0, limit: 10, eventType: 'AgentEvent' }));
      await attempt(() => store.sessions.get(id));
    }
    await attempt(() => store.sessions.list({ owner: 'ann', order: 'newest', offset: 0, limit: 100 }));
    await attempt(() => store.sessions.listOpen());
    await attempt(() => store.close());
    return failures;
  }

  function expectDamage(error: unknown): void {
    if (!(error instanceof CorruptEntryError) && !(error instanceof StoreUnavailableError)) throw error;
  }

  test.each([
    ['zeros', (page: Buffer) => page.fill(0)],
    ['ones', (page: Buffer) => page.fill(255)],
    ['noise', (page: Buffer) => page.set(page.map((_, index) => (index * 7919 + 13) % 256))],
    ['another page', (page: Buffer, file: Buffer) => file.copy(page, 0, PAGE_BYTES * 2)],
  ])('whose last page is overwritten with %s says which stream is damaged', async (_what, damage) => {
    const file = folder.newPath();
    const contents = await makeFile(file);
    const bytes = readFileSync(file);
    // The last page that holds entries: what is behind it may be free or belong to an index that nothing here reads.
    const marker = bytes.lastIndexOf('"padding":"');
    const start = Math.floor(marker / PAGE_BYTES) * PAGE_BYTES;
    damage(bytes.subarray(start, start + PAGE_BYTES), bytes);
    writeFileSync(file, bytes);
    expect(await readAll(file, contents)).toBeGreaterThan(0);
  });

  test('in any one place never gives a wrong entry, and never ends the process', async () => {
    const file = folder.newPath();
    const contents = await makeFile(file);
    const whole = readFileSync(file);
    const random = seededRandom(42);
    const damaged = folder.newPath();
    let noticed = 0;
    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.from(whole);
      const start = Math.floor(random() * bytes.length);
      const length = 1 + Math.floor(random() ** 3 * 300);
      for (let at = start; at < Math.min(start + length, bytes.length); at++) bytes[at] = Math.floor(random() * 256);
      writeFileSync(damaged, bytes);
      if ((await readAll(damaged, contents)) > 0) noticed += 1;
    }
    expect(noticed).toBeGreaterThan(5);
  });

  test('that was cut off is refused or says what is missing', async () => {
    const file = folder.newPath();
    const contents = await makeFile(file);
    truncateSync(file, Math.floor(statSync(file).size / PAGE_BYTES / 2) * PAGE_BYTES);
    expect(await readAll(file, contents)).toBeGreaterThan(0);
  });

  test('names the entry whose text was changed', async () => {
    const file = folder.newPath();
    const store = createSqliteStore({ file });
    await store.events.append('s', [entry('the first'), entry('the second')], { expectedVersion: 'none' });
    await store.close();
    const bytes = readFileSync(file);
    bytes.write('TAMPERED', bytes.indexOf('the second'));
    writeFileSync(file, bytes);
    await expect(open(file).events.read('s')).rejects.toMatchObject({
      name: 'CorruptEntryError',
      code: 'corrupt-entry',
      streamId: 's',
      version: 2,
    });
  });
});

describe('a write-ahead log that was cut off', () => {
  test('gives back whole appends from the start, and nothing after the cut', async () => {
    const file = folder.newPath();
    const store = open(file);
    const random = seededRandom(3);
    const heads = [];
    for (let n = 0; n < 60; n++) {
      await appendNext(store, `s${n % 3}`, random);
      heads.push(await Promise.all(['s0', 's1', 's2'].map(async (id) => (await store.events.head(id)).version)));
    }
    const size = statSync(`${file}-wal`).size;
    for (let cut = 0; cut < 20; cut++) {
      const copy = folder.newPath();
      copyFileSync(file, copy);
      copyFileSync(`${file}-wal`, `${copy}-wal`);
      truncateSync(`${copy}-wal`, Math.floor((size * cut) / 20) + (cut % 7));
      const cutStore = open(copy);
      const versions = await Promise.all(
        ['s0', 's1', 's2'].map(async (id) => (await cutStore.events.head(id)).version),
      );
      if (cut > 2) expect(heads).toContainEqual(versions);
      for (const [index, version] of versions.entries()) {
        expect(await findFaults(cutStore, `s${index}`, version)).toEqual([]);
      }
      await cutStore.close();
    }
  });
});

describe('a backup', () => {
  test('holds all there is at that moment, and can be opened while the store goes on', async () => {
    const store = open(folder.newPath());
    const random = seededRandom(5);
    for (let n = 0; n < 20; n++) await appendNext(store, `s${n % 3}`, random);
    const pending = appendNext(store, 's0', random);
    const before = await store.events.read('s1');
    const target = folder.newPath();
    await store.backup(target);
    await pending;
    await appendNext(store, 's1', random);
    const copy = open(target);
    expect(await copy.events.read('s1')).toEqual(before);
    for (const id of ['s0', 's1', 's2']) {
      expect(await findFaults(copy, id, (await copy.events.head(id)).version)).toEqual([]);
    }
    expect(statSync(target).mode & 0o777).toBe(0o600);
    await appendNext(copy, 's1', random);
    await appendNext(store, 's1', random);
  });

  test('never overwrites a file, and leaves none behind when it fails', async () => {
    const store = open(folder.newPath());
    const target = folder.newPath();
    writeFileSync(target, 'mine');
    await expect(store.backup(target)).rejects.toThrow(StoreUnavailableError);
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(existsSync(`${target}.partial`)).toBe(false);
    await expect(store.backup(folder.path('missing/backup.db'))).rejects.toThrow(/cannot be written/);
  });
});

test('a step to a new form that fails leaves the file in the form before it', () => {
  const file = folder.newPath();
  const driver = new SqliteDriver(file, 0);
  onTestFinished(() => {
    driver.close();
  });
  const steps = [
    { version: 1, name: 'one', sql: 'CREATE TABLE one (a)' },
    { version: 2, name: 'two', sql: 'CREATE TABLE two (a); CREATE TABLE one (a)' },
  ];
  expect(() => {
    migrate(driver, file, steps);
  }).toThrow(StoreUnavailableError);
  expect(driver.all('SELECT name FROM sqlite_schema')).toEqual([['one']]);
  expect(driver.get('PRAGMA user_version')).toEqual([1]);
  migrate(driver, file, [steps[0] as never, { version: 2, name: 'two', sql: 'CREATE TABLE two (a)' }]);
  expect(driver.get('PRAGMA user_version')).toEqual([2]);
});
