/**
 * `npm start` and `npm run serve`: sets up, builds the program, and becomes the command line program.
 * It goes on in this very process, so that Ctrl-C and SIGTERM reach the program and nothing else.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPage, pageIsFresh } from './build-page.mjs';
import { exitWith, run, setup, SetupError } from './setup.mjs';
import { root } from './workspace.mjs';

await setup(async () => {
  const page = join(root, 'packages/console');
  // Only a server shows the page.
  const code =
    (process.argv[2] === 'serve' && !pageIsFresh(page) && (await buildPage(page))) ||
    (await run(process.execPath, [join(root, 'packages/cli/scripts/bundle.mjs')]));
  if (code >= 128) throw new SetupError('The build was interrupted.', code);
  if (code !== 0) throw new SetupError('The build failed; the reasons are above.', code);
}).catch(exitWith);

// npm hands on the Ctrl-C that the terminal sent to the program already. One wish arrives as two signals, and the second
// would end a program that is ending well; only one that comes later is a second wish.
let lastInterruptMs = -Infinity;
const onInterrupt = () => {
  const isEcho = performance.now() - lastInterruptMs < 500;
  lastInterruptMs = performance.now();
  if (isEcho || process.listenerCount('SIGINT') > 1) return;
  process.off('SIGINT', onInterrupt);
  process.kill(process.pid, 'SIGINT');
};
process.on('SIGINT', onInterrupt);

// npm runs scripts in the root; paths the user types are relative to where they typed them.
process.chdir(process.env['INIT_CWD'] ?? process.cwd());
const program = join(root, 'packages/cli/dist/bin.js');
process.argv[1] = program;
await import(pathToFileURL(program).href);
