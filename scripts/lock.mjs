import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process does, across processes on this machine. A lock whose owner was killed is taken over.
 *
 * @template Result
 * @param {string} file the lock, holding the owner's process id
 * @param {() => Result | Promise<Result>} work
 * @param {{ onWait?: (owner: number) => void, pollMs?: number }} [options]
 * @returns {Promise<Result>}
 */
export async function withLock(file, work, { onWait = () => {}, pollMs = 100 } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  // Written aside and linked, so that the lock never exists without its owner's id in it.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let told = false; !tryLink(mine, file);) {
      const owner = readOwner(file);
      if (owner !== undefined && !isAlive(owner)) {
        takeAway(file, owner);
        continue;
      }
      if (!told && owner !== undefined) onWait(owner);
      told = true;
      await sleep(pollMs);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} from @param {string} to */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} file */
function readOwner(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * Removes the lock of a dead owner. Another waiter may have done so and locked meanwhile: what was moved aside is looked
 * at, and given back when it is not the dead owner's.
 * @param {string} file @param {number} owner
 */
function takeAway(file, owner) {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readOwner(aside) !== owner) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** @param {unknown} error @param {string} code */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
