/**
 * Runs the snippets it is given, one after the other in this process, each in a world and a folder of its own. Prints one
 * line of JSON per failure. Started by check-snippets.mjs.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createSnippetWorld } from './snippet-world.mjs';

const runMs = 30_000;
const [listFile = '', folder = ''] = process.argv.slice(2);
/** @type {readonly { file: string, place: string }[]} */
const snippets = JSON.parse(readFileSync(listFile, 'utf8'));
const world = createSnippetWorld();

const print = process.stdout.write.bind(process.stdout);
/** @type {string[]} */
let printed = [];
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (/** @type {unknown} */ chunk) => printed.push(String(chunk)) > 0;
}
/** @type {(error: unknown) => void} */
let fail = () => {};
process.on('unhandledRejection', (error) => fail(error));
process.on('uncaughtException', (error) => fail(error));

for (const [index, { file, place }] of snippets.entries()) {
  await world.begin();
  printed = [];
  const own = join(folder, 'runs', String(index));
  mkdirSync(own, { recursive: true });
  process.chdir(own);
  try {
    await new Promise((resolve, reject) => {
      fail = reject;
      setTimeout(() => reject(new Error(`it was not done after ${runMs} ms`)), runMs).unref();
      import(pathToFileURL(file).href)
        // What it left behind has a moment to fail in.
        .then(() => new Promise((done) => setTimeout(done, 20)))
        .then(resolve, reject);
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print(`${JSON.stringify({ place, reason, printed: printed.join('') })}\n`);
  }
}
process.exit(0);
