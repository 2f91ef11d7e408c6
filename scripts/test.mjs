/** `npm test`: sets up, then runs every test. Arguments go to vitest: `npm test -- --project core`. */
import { fork } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { SetupError, setup } from './setup.mjs';
import { verdict } from './tally-line.mjs';
import { root } from './workspace.mjs';

/** @type {import('./test-tally.mjs').Tally} */
let tally = { passed: 0, failed: 0, skipped: 0 };
let exitCode = 1;
try {
  await setup();
  exitCode = await runVitest(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  if (error instanceof SetupError) exitCode = error.exitCode;
}

const end = verdict(tally, exitCode);
// Both streams may be pipes, and this line has to be the last of what was written.
await new Promise((resolve) => process.stderr.write('', resolve));
process.stdout.write(`${end.line}\n`);
process.exitCode = end.exitCode;

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function runVitest(args) {
  const child = fork(
    join(root, 'node_modules/vitest/vitest.mjs'),
    ['run', '--root', root, '--reporter=default', `--reporter=${join(root, 'scripts/test-tally.mjs')}`, ...args],
    { cwd: root },
  );
  child.on('message', (message) => {
    tally = /** @type {import('./test-tally.mjs').Tally} */ (message);
  });
  // Ctrl-C reaches vitest through the terminal; it is given the time to end and to say what it counted.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
}
