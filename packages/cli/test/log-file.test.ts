import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toJSONL, type LogEntry } from '@agent-session/core';
import { openLogFile, readLogFile } from '../src/log-file.js';
import { lockFile } from '../src/lock-file.js';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-log-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  told = '';
  path = join(folder, `${crypto.randomUUID()}.jsonl`);
});
afterEach(async () => {
  vi.useRealTimers();
  expect((await readdir(folder)).filter((name) => name.includes('.lock'))).toEqual([]);
});

let told = '';
const stderr = { write: (part: string) => void (told += part) };
const open = (name: string) => openLogFile(name, { workingDirectory: folder, stderr });

/** A lock that somebody left, or holds: this process's own, but for some words. */
async function leaveLock(words: object, silentForMs: number): Promise<void> {
  const lock = await lockFile(`${path}.lock`);
  const own = JSON.parse(await readFile(`${path}.lock`, 'utf8')) as object;
  if (lock.held) lock.release();
  await writeFile(`${path}.lock`, JSON.stringify({ ...own, ...words }));
  await setLastSign(silentForMs);
}

async function setLastSign(silentForMs: number): Promise<void> {
  await writeFile(`${path}.lock`, await readFile(`${path}.lock`, 'utf8'));
  const at = new Date((await stat(`${path}.lock`)).mtimeMs - silentForMs);
  await utimes(`${path}.lock`, at, at);
}

const at = '2026-01-01T00:00:00Z';
const ENTRIES: readonly LogEntry[] = [
  { kind: 'event', index: 0, event: { type: 'RequestStartEvent', data: {}, timestamp: at }, at },
  { kind: 'event', index: 1, event: { type: 'AgentStartedEvent', data: { é: '漢' }, timestamp: at }, at },
] as never;
const LINES = [...toJSONL(ENTRIES)];
const TEXT = LINES.join('');
/** The log as it is left when the second of the three bytes of a character was the last one written. */
const torn = Buffer.from(TEXT).subarray(0, Buffer.from(TEXT).indexOf('漢') + 2);

describe('a log that is kept', () => {
  it('is held alone: another process is told who has it, and gets it when that one is done', async () => {
    const log = await open(path);
    await expect(open(path)).rejects.toThrow(
      new RegExp(`Process ${process.pid} is writing the log ${path}.*another file with --log`),
    );
    await log.close();
    const next = await open(path);
    await next.close();
  });

  it('is taken over from a process that was killed', async () => {
    const gone = spawn(process.execPath, ['-e', '0']);
    await new Promise((resolve) => gone.once('close', resolve));
    await leaveLock({ pid: gone.pid }, 0);
    const log = await open(path);
    await expect(open(path)).rejects.toThrow('is writing the log');
    await log.close();
  });

  it.each([
    ['whose id another process has by now', { started: '1' }, 0],
    ['that was number 1 of a container which started again', { pid: 1, started: '1' }, 0],
    ['of an earlier boot', { place: 'earlier' }, 60_000],
    ['of another container that was killed', { place: 'other', pid: 1 }, 11_000],
    ['on a system that does not say when one started', { started: '' }, 11_000],
  ])('is taken over at once from a process %s', async (_, words, silentForMs) => {
    await leaveLock(words, silentForMs);
    const log = await open(path);
    await log.close();
    expect(told).toBe('');
  });

  it('is never taken from a process here that has not ended, however silent it is', async () => {
    await leaveLock({}, 60_000);
    await expect(open(path)).rejects.toThrow(`Process ${process.pid} is writing the log`);
    await rm(`${path}.lock`);
  });

  it('waits ten seconds for a sign of life from where it cannot look, and says so', async () => {
    await leaveLock({ place: 'another container' }, -60_000);
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    let opened = false;
    const opening = open(path).then((log) => {
      opened = true;
      return log.close();
    });
    while (told === '') await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(9_800);
    expect(opened).toBe(false);
    expect(told).toMatch(/Process \d+ of another container or machine was writing the log .*Waiting up to 10 s/);
    await vi.advanceTimersByTimeAsync(400);
    vi.useRealTimers();
    await opening;
  });

  it('is not taken from another container that shows a sign of life meanwhile', async () => {
    await leaveLock({ place: 'another container' }, 0);
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const failure = open(path).catch(String);
    while (told === '') await new Promise(setImmediate);
    await setLastSign(-1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failure).toMatch(/of another container or machine is writing the log/);
    await rm(`${path}.lock`);
  });

  it('shows signs of life while it is kept', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    const log = await open(path);
    await utimes(`${path}.lock`, 0, 0);
    vi.advanceTimersByTime(2_000);
    expect((await stat(`${path}.lock`)).mtimeMs).toBeGreaterThan(0);
    await log.close();
  });

  it('is not written on by a process that was stopped for so long that another one has it', async () => {
    const log = await open(path);
    await writeFile(`${path}.lock`, 'of another');
    await expect(log.append('', ENTRIES)).rejects.toThrow(/Cannot write the log .*another one took it over/);
    await log.close();
    expect(await readFile(path, 'utf8')).toBe('');
    expect(await readFile(`${path}.lock`, 'utf8')).toBe('of another');
    await rm(`${path}.lock`);
  });

  it('is not taken over when nobody knows whose lock it is', async () => {
    await writeFile(`${path}.lock`, 'what?');
    await expect(open(path)).rejects.toThrow(`${path}.lock is there and does not say whose it is. Remove it`);
    await rm(`${path}.lock`);
  });

  it.each([
    ['whole lines', TEXT, 2, TEXT],
    ['a last entry without its line break', TEXT.slice(0, -1), 2, TEXT],
    ['a last line that was cut off', TEXT.slice(0, -9), 1, LINES[0]!],
    ['a last line that was cut off within a character', TEXT.slice(0, TEXT.indexOf('漢')), 1, LINES[0]!],
    ['a last line that was cut off within the bytes of a character', torn, 1, LINES[0]!],
    ['a first line that was cut off', LINES[0]!.slice(0, 20), 0, ''],
    ['a first line of which hardly anything is there', '{"ki', 0, ''],
    ['nothing', '', 0, ''],
  ])('goes on from %s', async (_, before, recorded, after) => {
    await writeFile(path, before);
    const log = await open(path);
    expect(log.recorded).toBe(recorded);
    expect(await log.load('')).toEqual(ENTRIES.slice(0, recorded));
    expect(await readFile(path, 'utf8')).toBe(after);
    await log.append('', ENTRIES.slice(1));
    await log.close();
    expect(await readFile(path, 'utf8')).toBe(after + LINES[1]!);
  });

  it('leaves a log whose bytes are no UTF-8 as it is, and names the line', async () => {
    const bytes = Buffer.from(TEXT).with(Buffer.from(TEXT).indexOf('漢'), 0xff);
    await writeFile(path, bytes);
    await expect(open(path)).rejects.toThrow(/Line 2 cannot be read: its bytes are no UTF-8/);
    expect(await readFile(path)).toEqual(Buffer.from(bytes));
  });

  it.each([
    ['a note without a line break', 'my notes'],
    ['a note', 'my notes\n'],
    ['another JSON document', '{"a":1}'],
    ['half of another JSON document', '{"a":'],
    ['a log with a line that is none', `${LINES[0]}nonsense\n${LINES[1]}`],
  ])('leaves %s as it is', async (_, before) => {
    await writeFile(path, before);
    await expect(open(path)).rejects.toThrow(/Cannot use the log .*Line \d/);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it.each(['/dev/zero', '.'])('is a file, which %s is not', async (name) => {
    await expect(open(name)).rejects.toThrow(/Cannot use the log .*it is no file/);
  });

  it('tells once that it cannot be written, and what is tried again follows on whole lines', async () => {
    const log = await open(path);
    const told: string[] = [];
    log.onTrouble((message) => told.push(message));
    await log.close();
    await expect(log.append('', ENTRIES)).rejects.toThrow(/Cannot write the log/);
    await expect(log.append('', ENTRIES)).rejects.toThrow(/Cannot write the log/);
    expect(told).toEqual([expect.stringMatching(/Cannot write the log .*It is tried again\./)]);
  });
});

describe('a log that is read', () => {
  const read = async (text: string) => {
    await writeFile(path, text);
    return { entries: await readLogFile(path, { workingDirectory: folder, stderr }), told };
  };

  it('may be one that another process is writing', async () => {
    const log = await open(path);
    expect(await read(TEXT)).toEqual({ entries: ENTRIES, told: '' });
    await log.close();
  });

  it('leaves out a last line that is not whole, and says so', async () => {
    expect(await read(TEXT.slice(0, -9))).toEqual({
      entries: ENTRIES.slice(0, 1),
      told: expect.stringContaining('is not whole; it is left out'),
    });
  });

  it('needs no line break at its end', async () => {
    expect(await read(TEXT.slice(0, -1))).toEqual({ entries: ENTRIES, told: '' });
  });
});

describe('a lock', () => {
  it('of a dead process goes to one of many that want it at once', async () => {
    const gone = spawn(process.execPath, ['-e', '0']);
    await new Promise((resolve) => gone.once('close', resolve));
    await leaveLock({ pid: gone.pid }, 0);
    // In one process: what matters is that every step is one that only one can win.
    const results = await Promise.all(Array.from({ length: 8 }, () => lockFile(`${path}.lock`)));
    expect(results.filter(({ held }) => held)).toHaveLength(1);
    for (const result of results) if (result.held) result.release();
  });
});
