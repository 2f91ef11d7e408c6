import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {{ readonly kind: string, readonly detail: string, readonly trace: readonly string[], readonly count: number }} Finding
 * @typedef {{ readonly states: number, readonly transitions: number, readonly depth: number, readonly findings: readonly Finding[] }} Exploration
 * @typedef {{ readonly name: string, readonly exploration: Exploration, readonly cpuSeconds: number }} Explored
 */

/** A process that takes longer does not end. */
const TIMEOUT_MS = 30 * 60_000;

/**
 * Explores configurations of a bundled model in a process of its own; see worker.mjs.
 * @param {string} bundle
 * @param {{ configurations: readonly string[], options?: object, isMutant?: boolean, plant?: object }} wish
 * @param {{ onProgress?: (progress: { states: number, depth: number }) => void, timeoutMs?: number }} [options]
 * @returns {Promise<Explored[]>}
 */
export function exploreApart(bundle, wish, { onProgress, timeoutMs = TIMEOUT_MS } = {}) {
  const child = fork(join(import.meta.dirname, 'worker.mjs'), [bundle, JSON.stringify(wish)], {
    execArgv: ['--max-old-space-size=3000'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    timeout: timeoutMs,
  });
  return new Promise((resolve, reject) => {
    /** @type {Explored[]} */
    const explored = [];
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.on('message', (/** @type {unknown} */ sent) => {
      const message = /** @type {Explored | { progress: { states: number, depth: number } }} */ (sent);
      if ('progress' in message) onProgress?.(message.progress);
      else explored.push(message);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(explored);
      else reject(new Error(`An exploration ended with ${signal ?? code}. ${errors}`));
    });
  });
}

/**
 * Does something with each item, on all cores.
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<void>} action
 */
export async function inParallel(items, action) {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}
