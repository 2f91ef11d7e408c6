/**
 * `npm run steady [-- --times 20] [-- arguments of vitest]`: `npm test` so many times in a row, while as many processes as
 * there are cores do nothing but burn them. A test that depends on time or on chance shows here; no runner repeats a suite.
 */
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root } from './workspace.mjs';

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '20' } },
  allowPositionals: true,
});
const times = Number(values.times);
if (!Number.isSafeInteger(times) || times < 1) {
  console.error(`--times takes a whole number from 1, not "${values.times}".`);
  process.exit(2);
}

const burn = `process.once('disconnect', () => process.exit()); (function burn() { for (let n = 0; n < 1e8; n += 1); setImmediate(burn); })();`;
const burners = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['-e', burn], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
);
let failed = 0;
for (let time = 1; time <= times; time += 1) {
  const startedAt = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/test.mjs'), ...positionals], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    failed += 1;
    console.log(stdout);
  }
  const tally = stdout.trimEnd().split('\n').at(-1);
  console.log(`${time} of ${times}: ${tally} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
}
for (const burner of burners) burner.kill();
console.log(failed === 0 ? `${times} runs, all green` : `${failed} of ${times} runs failed`);
process.exitCode = failed > 0 ? 1 : 0;
