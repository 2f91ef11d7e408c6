import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';

const SIGN_OF_LIFE_MS = 2_000;
/** An owner that cannot be looked up from here is gone when it was silent for so long. */
const SILENCE_MS = 10_000;
const LOOK_AGAIN_MS = 200;

/** Who holds a lock, as the lock says it. */
interface LockOwner {
  /** Means something at its place alone. */
  readonly pid: number;
  /** Where process ids are told apart: one boot of one machine and, on Linux, one namespace (a container). */
  readonly place: string;
  /** Tells it from a later process with the same id; empty where the system does not say. */
  readonly started: string;
}

/** A file that one process at a time may hold. */
export type LockResult =
  /** `isMine`: nobody has taken it over, as others may when this process was stopped for longer than it may be silent. */
  | { readonly held: true; isMine(): boolean; release(): void }
  /** `owner`: the process that holds it, in words; `null` when the lock does not say. */
  | { readonly held: false; readonly owner: string | null };

/**
 * Takes a lock that other processes respect: on this machine, or in containers or machines that share the folder. It names
 * its owner, which shows every two seconds that it lives. The lock of an owner that is gone is taken over: at once when it can
 * be looked up here, else after ten seconds without a sign of life. Released at the latest when this process ends.
 *
 * @param onWait told once, when it takes time to find out whether the owner lives.
 * @throws the file system's error where no file can be made.
 */
export async function lockFile(lock: string, onWait: (owner: string) => void = () => undefined): Promise<LockResult> {
  const mine = JSON.stringify({ pid: process.pid, place: here(), started: startOf(process.pid), key: randomUUID() });
  // Written aside and linked, so that a lock never exists without its owner in it.
  const aside = `${lock}.${randomUUID()}`;
  const written = fs.openSync(aside, 'wx');
  let held = false;
  try {
    fs.writeSync(written, mine, 0);
    const owner = await take(aside, lock, fs.fstatSync(written).mtimeMs, onWait);
    if (owner !== undefined) return { held: false, owner };
    held = true;
  } finally {
    fs.rmSync(aside, { force: true });
    if (!held) fs.closeSync(written);
  }
  // Written, and not given a time: the clock of a shared disk is another one. To what is open, which nobody can replace.
  const signs = setInterval(() => fs.writeSync(written, mine, 0), SIGN_OF_LIFE_MS).unref();
  const isMine = (): boolean => look(lock)?.text === mine;
  const release = (): void => {
    process.off('exit', release);
    clearInterval(signs);
    fs.closeSync(written);
    if (isMine()) fs.rmSync(lock, { force: true });
  };
  process.on('exit', release);
  return { held: true, isMine, release };
}

/**
 * @param diskMs the time of the disk.
 * @returns `undefined`: it is taken. Else the owner, which lives, in words.
 */
async function take(
  from: string,
  lock: string,
  diskMs: number,
  onWait: (owner: string) => void,
): Promise<string | null | undefined> {
  let first: { readonly text: string; readonly signMs: number; readonly silentSinceMs: number } | undefined;
  while (!tryLink(from, lock)) {
    const now = look(lock);
    if (now === undefined) continue;
    const owner = ownerIn(now.text);
    if (owner === null) return null;
    const isAnother = first?.text !== now.text;
    if (first === undefined || isAnother) {
      first = { ...now, silentSinceMs: performance.now() - Math.max(0, diskMs - now.signMs) };
    }
    const lives = first.signMs === now.signMs ? isAlive(owner, performance.now() - first.silentSinceMs) : true;
    if (lives === true) return describe(owner);
    if (lives === false) {
      takeAway(lock, now.text);
      continue;
    }
    if (isAnother) onWait(describe(owner));
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return undefined;
}

function tryLink(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined`: it was released. */
function look(lock: string): { readonly text: string; readonly signMs: number } | undefined {
  try {
    return { text: fs.readFileSync(lock, 'utf8'), signMs: fs.statSync(lock).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerIn(text: string): LockOwner | null {
  try {
    const { pid, place, started } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof pid !== 'number' || typeof place !== 'string' || typeof started !== 'string') return null;
    return { pid, place, started };
  } catch {
    return null;
  }
}

/** `undefined`: it may still show it. */
function isAlive(owner: LockOwner, silentMs: number): boolean | undefined {
  if (owner.place === here()) {
    if (!exists(owner.pid)) return false;
    const started = startOf(owner.pid);
    if (owner.started !== '' && started !== '') return started === owner.started;
  }
  return silentMs < SILENCE_MS ? undefined : false;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function here(): string {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** When a process began, in ticks since the boot. One that has ended and was not fetched by its parent has none. */
function startOf(pid: number): string {
  try {
    // The name, in parentheses, may hold anything; the state is what follows it.
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    return /[ZX]/.test(state) ? 'ended' : (fields[18] ?? '');
  } catch {
    return '';
  }
}

function describe(owner: LockOwner): string {
  return owner.place === here() ? `Process ${owner.pid}` : `Process ${owner.pid} of another container or machine`;
}

/**
 * Removes the lock of an owner that is gone. Another process may have done so and locked meanwhile: what was moved aside is
 * looked at, and given back when it is not the one that was judged.
 */
function takeAway(lock: string, text: string): void {
  const aside = `${lock}.${randomUUID()}`;
  try {
    fs.renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (look(aside)?.text !== text) tryLink(aside, lock);
  fs.rmSync(aside, { force: true });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
