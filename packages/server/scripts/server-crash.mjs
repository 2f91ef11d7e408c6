/**
 * The crash test of the whole server for as long as you like:
 * `node packages/server/scripts/server-crash.mjs [--kills 100] [--seed 1]`. The suite runs a short one.
 */
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' }, seed: { type: 'string' } } });
const kills = Number(values.kills);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('--kills takes a whole number from 1, --seed a whole number.');
  process.exit(2);
}

const crash = fileURLToPath(new URL('../test/crash/', import.meta.url));
const outdir = fileURLToPath(new URL('../node_modules/.cache/server-crash/', import.meta.url));
await build({
  entryPoints: [join(crash, 'crash-server.ts'), join(crash, 'crash-loop.ts')],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['@agent-session/source'],
  external: ['libsql'],
  logLevel: 'error',
});
/** @type {typeof import('../test/crash/crash-loop.js')} */
const { crashLoop } = await import(pathToFileURL(join(outdir, 'crash-loop.mjs')).href);

console.log(`seed ${seed}, ${kills} kills`);
const report = await crashLoop({
  program: join(outdir, 'crash-server.mjs'),
  kills,
  seed,
  onRound: (round, writes) => {
    if (round % 10 === 0) console.log(`${round} kills, ${writes} acknowledged writes`);
  },
});
if (report.faults.length > 0) {
  console.error([`seed ${seed}:`, ...report.faults].join('\n'));
  process.exit(1);
}
const ends = Object.entries(report.ends).map(([end, count]) => `${count} ${end}`);
console.log(
  `${kills} kills, ${report.sessions} sessions, ${report.acknowledgedWrites} acknowledged writes: every one is there, in order. Ends: ${ends.join(', ')}`,
);
