import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';
import { root } from './workspace.mjs';

const execute = promisify(execFile);
const noSuchProcess = 2 ** 22 + 1; // above the largest process id of Linux

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'a', 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Processes that each read a counter, wait, and write it back: any two at once lose a count. */
async function countInProcesses(processes: number) {
  const counter = join(folder, 'counter');
  writeFileSync(counter, '0');
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(join(root, 'scripts/lock.mjs'))};
    await withLock(${JSON.stringify(lock)}, async () => {
      const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
      await setTimeout(20);
      writeFileSync(${JSON.stringify(counter)}, String(count + 1));
    }, { pollMs: 5 });`;
  const run = () => execute(process.execPath, ['--input-type=module', '--eval', script]);
  await Promise.all(Array.from({ length: processes }, run));
  return Number(readFileSync(counter, 'utf8'));
}

describe('withLock', () => {
  it('lets one process at a time do its work', async () => {
    expect(await countInProcesses(6)).toBe(6);
  });

  it('lets one process at a time take over a lock whose owner was killed', async () => {
    await withLock(lock, () => {});
    writeFileSync(lock, String(noSuchProcess));
    expect(await countInProcesses(6)).toBe(6);
  });

  it('gives the result of the work and leaves nothing behind', async () => {
    expect(await withLock(lock, () => 'done')).toBe('done');
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  });

  it('is released when the work fails', async () => {
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it('says once who is being waited for', async () => {
    const waitedFor: number[] = [];
    let second: Promise<void> | undefined;
    await withLock(lock, async () => {
      await new Promise<void>((resolve) => {
        second = withLock(join(lock), () => {}, {
          pollMs: 1,
          onWait: (owner) => {
            waitedFor.push(owner);
            resolve();
          },
        });
      });
    });
    await second;
    expect(waitedFor).toEqual([process.pid]);
  });
});
