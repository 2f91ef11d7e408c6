import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LockHeldError, withLock } from './lock.mjs';
import { root } from './workspace.mjs';

const execute = promisify(execFile);
const noSuchProcess = 2 ** 22 + 1; // above the largest process id of Linux

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'a', 'lock');
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** What a lock says whose owner is this process. */
async function ownWords() {
  const words = await withLock(lock, () => readFileSync(lock, 'utf8'));
  return JSON.parse(words) as { pid: number; place: string; started: string };
}

/** A lock that somebody left, or holds. Its last sign of life was just now, unless told. */
function leaveLock(words: object | string, silentForMs = 0) {
  mkdirSync(join(folder, 'a'), { recursive: true });
  writeFileSync(lock, typeof words === 'string' ? words : JSON.stringify(words));
  const at = new Date(statSync(lock).mtimeMs - silentForMs);
  utimesSync(lock, at, at);
}

const neverWait = () => {
  throw new Error('It waits.');
};

/** Processes that each read a counter, wait, and write it back: any two at once lose a count. */
async function countInProcesses(processes: number) {
  const counter = join(folder, 'counter');
  writeFileSync(counter, '0');
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { LockHeldError, withLock } from ${JSON.stringify(join(root, 'scripts/lock.mjs'))};
    await withLock(${JSON.stringify(lock)}, async () => {
      const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
      await setTimeout(20);
      writeFileSync(${JSON.stringify(counter)}, String(count + 1));
    });`;
  const run = () => execute(process.execPath, ['--input-type=module', '--eval', script]);
  await Promise.all(Array.from({ length: processes }, run));
  return Number(readFileSync(counter, 'utf8'));
}

describe('withLock', () => {
  it('lets one process at a time do its work', async () => {
    expect(await countInProcesses(6)).toBe(6);
  });

  it('lets one process at a time take over a lock whose owner was killed', async () => {
    leaveLock({ ...(await ownWords()), pid: noSuchProcess });
    expect(await countInProcesses(6)).toBe(6);
  });

  it.each([
    { what: 'a process that has the same id as one here', words: { started: '1' } },
    { what: 'process 1, before the container started again', words: { pid: 1, started: '1' } },
    { what: 'a process of an earlier boot', words: { place: 'earlier' }, silentForMs: 60_000 },
    { what: 'process 1 of another container', words: { place: 'other', pid: 1 }, silentForMs: 11_000 },
    { what: 'a process on a system that does not say when one started', words: { started: '' }, silentForMs: 11_000 },
  ])('takes over the lock of $what', async ({ words, silentForMs }) => {
    leaveLock({ ...(await ownWords()), ...words }, silentForMs);
    expect(await withLock(lock, () => 'done', neverWait)).toBe('done');
  });

  it('takes over a lock that says nothing, and is as old', async () => {
    leaveLock('1', 11_000);
    expect(await withLock(lock, () => 'done', neverWait)).toBe('done');
  });

  it('never takes a lock from a process here that has not ended, however silent it is', async () => {
    leaveLock(await ownWords(), 60_000);
    await expect(withLock(lock, () => {}, neverWait)).rejects.toThrow('It waits.');
  });

  it('waits ten seconds for a sign of life from where it cannot look', async () => {
    leaveLock({ ...(await ownWords()), place: 'another container' }, -60_000);
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    let done = false;
    const waiting = withLock(lock, () => (done = true));
    await vi.advanceTimersByTimeAsync(9_900);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await waiting;
    expect(done).toBe(true);
  });

  it('shows signs of life while it works', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    await withLock(lock, () => {
      const past = new Date(0);
      utimesSync(lock, past, past);
      vi.advanceTimersByTime(2_000);
      expect(statSync(lock).mtimeMs).toBeGreaterThan(0);
    });
  });

  it('leaves the lock of whoever took it over meanwhile', async () => {
    await withLock(lock, () => leaveLock('another'));
    expect(readFileSync(lock, 'utf8')).toBe('another');
  });

  it('gives the result of the work and leaves nothing behind', async () => {
    expect(await withLock(lock, () => 'done')).toBe('done');
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  });

  it('is released when the work fails', async () => {
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it('says at once and every half a minute who is waited for, and gives up after ten minutes', async () => {
    leaveLock(await ownWords());
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const told: [owner: string, waitedMs: number][] = [];
    const failure = withLock(
      lock,
      () => {},
      (...words) => told.push(words),
    ).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(await failure).toBeInstanceOf(LockHeldError);
    expect(String(await failure)).toMatch(`process ${process.pid}, which holds ${lock}`);
    expect(told).toHaveLength(20);
    expect(told[0]).toEqual([`process ${process.pid}`, 0]);
    expect(told[1]).toEqual([`process ${process.pid}`, 30_000]);
  });
});
