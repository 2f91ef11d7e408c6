import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** Longer than any work under a lock takes: what is older was left behind by a process that was killed. */
const STALE_MS = 10_000;
const RETRY_MS = 5;

/**
 * Does some work on a file while no other process of this machine does any under the same lock, itself a file. Waits for its turn.
 *
 * @throws the file system's error where no lock can be made, and what the work throws.
 */
export async function whileLocked<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await tryLock(lock))) {
    await removeIfStale(lock);
    await setTimeout(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Another process may do so and lock anew meanwhile: what was moved aside is looked at, and given back when it is not old. */
async function removeIfStale(lock: string): Promise<void> {
  if (!(await isStale(lock))) return;
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  if (!(await isStale(aside))) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isStale(lock: string): Promise<boolean> {
  const there = await stat(lock).catch(() => null);
  return there !== null && Date.now() - there.mtimeMs > STALE_MS;
}
