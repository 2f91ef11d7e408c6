import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createSqliteStore } from '../sqlite/sqlite-session-store.js';
import { findFaults } from './crash-streams.js';
import { seededRandom } from './seeded-random.js';

/** One run of the crash test. */
export interface CrashLoop {
  /** The built `crash-writer`. */
  readonly writer: string;
  readonly file: string;
  readonly seed: number;
  readonly kills: number;
  /** Told after each kill. */
  readonly onRound?: (round: number, appends: number) => void;
}

/**
 * Starts a process that appends, kills it with SIGKILL at a random moment, opens its file and checks all that was ever
 * acknowledged; again and again on the same file.
 *
 * @returns how many appends were acknowledged, and everything found to be wrong
 */
export async function runCrashLoop(loop: CrashLoop): Promise<{ appends: number; faults: readonly string[] }> {
  const random = seededRandom(loop.seed);
  const acknowledged = new Map<string, number>();
  let appends = 0;
  for (let round = 1; round <= loop.kills; round++) {
    const lines = await writeUntilKilled(
      loop,
      Math.floor(random() * 2 ** 31),
      1 + Math.floor(random() ** 2 * 40),
      random() * 5,
    );
    for (const line of lines) {
      const [id = '', version] = line.split(' ');
      acknowledged.set(id, Number(version));
      appends += 1;
    }
    // Opening at once also proves that the lock went with the process.
    const store = createSqliteStore({ file: loop.file, lockWaitMs: 0 });
    const faults: string[] = [];
    for (let n = 0; n < 12; n++) faults.push(...(await findFaults(store, `s${n}`, acknowledged.get(`s${n}`) ?? 0)));
    // What was written but not acknowledged before the kill is from now on as good as acknowledged.
    for (let n = 0; n < 12; n++) acknowledged.set(`s${n}`, (await store.events.head(`s${n}`)).version);
    const { sessions, total } = await store.sessions.list({ owner: 'ann', order: 'oldest', offset: 0, limit: 100 });
    if (sessions.length !== total) faults.push(`${sessions.length} sessions listed, ${total} counted`);
    await store.close();
    if (faults.length > 0) return { appends, faults: faults.map((fault) => `kill ${round}: ${fault}`) };
    loop.onRound?.(round, appends);
  }
  return { appends, faults: [] };
}

/** The kill comes so long after so many acknowledged appends: a slow disk gives as many as a fast one. */
async function writeUntilKilled(
  { writer, file }: CrashLoop,
  seed: number,
  appends: number,
  thenMs: number,
): Promise<string[]> {
  const child = spawn(process.execPath, [writer, file, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  const written = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      // The first line says that the writer is ready.
      if (output.split('\n').length > appends + 1) resolve();
    });
    child.once('close', () => {
      reject(new Error('The writer ended before it was killed.'));
    });
  });
  await written;
  await delay(thenMs);
  child.kill('SIGKILL');
  const [code, signal] = (await closed) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`The writer ended by itself, with ${code ?? signal}.`);
  // The last line may be cut off by the kill: it was not acknowledged then.
  return output.split('\n').slice(1, -1);
}
