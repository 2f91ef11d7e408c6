/** `npm run dev`: the session server, rebuilt and restarted on every change. Arguments go to `agent-session serve`. */
import { join } from 'node:path';
import process from 'node:process';
import { buildPage, pageIsFresh } from './build-page.mjs';
import { exitWith, run, setup, SetupError } from './setup.mjs';
import { root } from './workspace.mjs';

const page = join(root, 'packages/console');
await setup(async () => {
  if (!pageIsFresh(page) && (await buildPage(page)) !== 0) {
    throw new SetupError('The build of the page failed; the reasons are above.');
  }
}).catch(exitWith);

// Not before: what it needs may just have been installed.
const { bundle, bundleOnChange } = await import('../packages/cli/scripts/bundle.mjs');
await bundle();
const stop = await bundleOnChange();
process.exitCode = await run(process.execPath, [
  '--watch',
  join(root, 'packages/cli/dist/bin.js'),
  'serve',
  ...process.argv.slice(2),
]);
await stop();
