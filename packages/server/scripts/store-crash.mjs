/**
 * The crash test of the SQLite store for as long as you like:
 * `node packages/server/scripts/store-crash.mjs [--kills 500] [--seed 1]`. The suite runs a short one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' }, seed: { type: 'string' } } });
const kills = Number(values.kills);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('--kills takes a whole number from 1, --seed a whole number.');
  process.exit(2);
}

const testing = fileURLToPath(new URL('../src/store/testing/', import.meta.url));
const outdir = fileURLToPath(new URL('../node_modules/.cache/store-crash/', import.meta.url));
await build({
  entryPoints: [join(testing, 'crash-writer.ts'), join(testing, 'crash-loop.ts')],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['@agent-session/source'],
  external: ['libsql'],
  logLevel: 'error',
});
/** @type {typeof import('../src/store/testing/crash-loop.js')} */
const { runCrashLoop } = await import(pathToFileURL(join(outdir, 'crash-loop.mjs')).href);

const folder = mkdtempSync(join(tmpdir(), 'agent-session-crash-'));
console.log(`seed ${seed}, ${kills} kills`);
const { appends, faults } = await runCrashLoop({
  writer: join(outdir, 'crash-writer.mjs'),
  file: join(folder, 'sessions.db'),
  seed,
  kills,
  onRound: (round, appends) => {
    if (round % 50 === 0) console.log(`${round} kills, ${appends} acknowledged appends, nothing lost`);
  },
});
if (faults.length > 0) {
  console.error([`seed ${seed}: the file is kept in ${folder}`, ...faults].join('\n'));
  process.exit(1);
}
rmSync(folder, { recursive: true });
console.log(`${kills} kills, ${appends} acknowledged appends: every one is there, whole and in order`);
