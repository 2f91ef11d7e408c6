/** `npm run simulate -- [seeds] [first seed]`: by default 100,000 from 0. Tells how far it is, and what broke at once. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

const [seeds = '100000', first = '0'] = process.argv.slice(2);
if (![seeds, first].every((number) => /^\d+$/.test(number)) || seeds === '0') {
  process.stderr.write(
    `npm run simulate -- [seeds] [first seed]: two whole numbers, not "${process.argv.slice(2).join(' ')}".\n`,
  );
  process.exit(2);
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--disable-console-intercept', '--root', join(import.meta.dirname, '../..'), 'one-seed'],
  { stdio: 'inherit', env: { ...process.env, SEED: first, SEEDS: seeds } },
);
process.exitCode = status ?? 1;
