/**
 * One process at a time, before anything is installed: no library can be used here, and Node has no lock that ends with its
 * owner. So a lock names its owner, which shows every two seconds that it lives.
 */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';

const SIGN_OF_LIFE_MS = 2_000;
/** An owner that cannot be looked up from here is gone when it was silent for so long. */
const SILENCE_MS = 10_000;
const LOOK_AGAIN_MS = 200;
const TELL_EVERY_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * @typedef {object} Owner
 * @property {number} pid means something at its place alone
 * @property {string} place where process ids are told apart: one boot of one machine and, on Linux, one namespace (a container)
 * @property {string} started tells it from a later process with the same id; empty where the system does not say
 */

/** A lock was waited for in vain: its owner goes on. */
export class LockHeldError extends Error {
  /** @override */
  name = 'LockHeldError';
}

/**
 * Runs `work` while no other process does: on this machine, or in containers or machines that share the folder. The lock of
 * an owner that is gone is taken over: at once when it can be looked up here, else after ten seconds without a sign of life.
 *
 * @template Result
 * @param {string} file the lock
 * @param {() => Result | Promise<Result>} work
 * @param {(owner: string, waitedMs: number) => void} [onWait] told at once, then every half a minute
 * @returns {Promise<Result>}
 * @throws {LockHeldError} after ten minutes
 */
export async function withLock(file, work, onWait = () => {}) {
  fs.mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, place: here(), started: startOf(process.pid), key: randomUUID() });
  const written = await take(file, mine, onWait);
  // Written, and not given a time: the clock of a shared disk is another one. To what is open, which nobody can replace.
  const signs = setInterval(() => fs.writeSync(written, mine, 0), SIGN_OF_LIFE_MS);
  try {
    return await work();
  } finally {
    clearInterval(signs);
    fs.closeSync(written);
    if (look(file)?.text === mine) fs.rmSync(file, { force: true });
  }
}

/**
 * @param {string} file @param {string} mine @param {(owner: string, waitedMs: number) => void} onWait
 * @returns {Promise<number>} the lock, open
 */
async function take(file, mine, onWait) {
  // Written aside and linked, so that the lock never exists without its owner in it.
  const aside = `${file}.${randomUUID()}`;
  const written = fs.openSync(aside, 'wx');
  let taken = false;
  try {
    fs.writeSync(written, mine, 0);
    const diskMs = fs.fstatSync(written).mtimeMs;
    const startMs = performance.now();
    let toldMs = -Infinity;
    /** @type {{ text: string, signMs: number } | undefined} */
    let last;
    let silentSinceMs = startMs;
    for (;;) {
      taken = tryLink(aside, file);
      if (taken) return written;
      const lock = look(file);
      if (lock === undefined) continue;
      const nowMs = performance.now();
      if (lock.text !== last?.text || lock.signMs !== last.signMs)
        silentSinceMs = nowMs - Math.max(0, diskMs - lock.signMs);
      last = lock;
      const owner = ownerIn(lock.text);
      if (isGone(owner, nowMs - silentSinceMs)) {
        takeAway(file, lock.text);
        continue;
      }
      const waitedMs = nowMs - startMs;
      if (waitedMs >= LONGEST_WAIT_MS) {
        throw new LockHeldError(
          `Waited ${LONGEST_WAIT_MS / 60_000} minutes for ${describe(owner)}, which holds ${file} and goes on. End it, or let it finish, and run the command again.`,
        );
      }
      if (nowMs - toldMs >= TELL_EVERY_MS) {
        onWait(describe(owner), waitedMs);
        toldMs = nowMs;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  } finally {
    fs.rmSync(aside, { force: true });
    if (!taken) fs.closeSync(written);
  }
}

/** @param {string} from @param {string} to */
function tryLink(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined`: it was released. @param {string} file */
function look(file) {
  try {
    return { text: fs.readFileSync(file, 'utf8'), signMs: fs.statSync(file).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {Owner | undefined}
 */
function ownerIn(text) {
  try {
    const { pid, place, started } = JSON.parse(text);
    return { pid: Number(pid), place: String(place), started: String(started) };
  } catch {
    return undefined;
  }
}

/** @param {Owner | undefined} owner @param {number} silentMs */
function isGone(owner, silentMs) {
  if (owner?.place === here()) {
    if (!exists(owner.pid)) return true;
    const started = startOf(owner.pid);
    if (owner.started !== '' && started !== '') return started !== owner.started;
  }
  return silentMs >= SILENCE_MS;
}

/** @param {number} pid */
function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function here() {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** When a process began, in ticks since the boot. One that has ended and was not fetched by its parent has none. @param {number} pid */
function startOf(pid) {
  try {
    // The name, in parentheses, may hold anything; the state is what follows it.
    const [state = '', ...fields] = fs
      .readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return /[ZX]/.test(state) ? 'ended' : (fields[18] ?? '');
  } catch {
    return '';
  }
}

/** @param {Owner | undefined} owner */
function describe(owner) {
  if (owner === undefined) return 'a process without a name';
  return owner.place === here() ? `process ${owner.pid}` : `process ${owner.pid} of another container or machine`;
}

/**
 * Removes the lock of an owner that is gone. Another process may have done so and locked meanwhile: what was moved aside is
 * looked at, and given back when it is not the one that was judged.
 * @param {string} file @param {string} text
 */
function takeAway(file, text) {
  const aside = `${file}.${randomUUID()}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (look(aside)?.text !== text) tryLink(aside, file);
  fs.rmSync(aside, { force: true });
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
