import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

/** A file that one process at a time may hold. */
export type LockResult =
  | { readonly held: true; release(): void }
  /** `owner`: the process that holds it; `null` when the lock does not say. */
  | { readonly held: false; readonly owner: number | null };

/**
 * Takes a lock that other processes of this machine respect: a file with the id of its owner. The lock of a process that is
 * gone is taken over. Released at the latest when this process ends.
 *
 * @throws the file system's error where no file can be made.
 */
export function lockFile(lock: string): LockResult {
  // Written aside and linked, so that a lock never exists without its owner's id in it.
  const mine = `${lock}.${randomUUID()}`;
  writeFileSync(mine, String(process.pid), { flag: 'wx' });
  try {
    while (!tryLink(mine, lock)) {
      const owner = ownerOf(lock);
      if (owner === undefined) continue;
      if (!Number.isInteger(owner) || owner <= 0) return { held: false, owner: null };
      if (isAlive(owner)) return { held: false, owner };
      takeAway(lock, owner);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const release = (): void => {
    process.off('exit', release);
    rmSync(lock, { force: true });
  };
  process.on('exit', release);
  return { held: true, release };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined`: it was released meanwhile. */
function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Removes the lock of a process that is gone. Another one may have done so and locked meanwhile: what was moved aside is
 * looked at, and given back when it is not the dead owner's.
 */
function takeAway(lock: string, owner: number): void {
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(aside) !== owner) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
