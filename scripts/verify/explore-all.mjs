import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {{ readonly kind: string, readonly detail: string, readonly trace: readonly string[], readonly count: number }} Finding
 * @typedef {{ readonly states: number, readonly transitions: number, readonly depth: number, readonly findings: readonly Finding[] }} Exploration
 * @typedef {{ readonly name: string, readonly exploration: Exploration, readonly cpuSeconds: number }} Explored
 */

/**
 * Explores one configuration of a bundled model in a process of its own.
 * @param {string} bundle
 * @param {string} name
 * @param {{ onProgress?: (progress: { states: number, depth: number }) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<Explored>}
 */
export function exploreOne(bundle, name, { onProgress, signal } = {}) {
  const child = fork(join(import.meta.dirname, 'worker.mjs'), [bundle, name], {
    execArgv: ['--max-old-space-size=3000'],
    ...(signal === undefined ? {} : { signal }),
  });
  return new Promise((resolve, reject) => {
    /** @type {Explored | undefined} */
    let explored;
    child.on('message', (/** @type {any} */ message) => {
      if (message.progress !== undefined) onProgress?.(message.progress);
      else explored = { name, ...message };
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (explored === undefined) reject(new Error(`The exploration of "${name}" ended with code ${code}.`));
      else resolve(explored);
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
