/** `npm run bench -- <package> …`: builds, then runs the benchmarks of these packages (all without a name) on the build. */
import { join } from 'node:path';
import process from 'node:process';
import { buildPage } from './build-page.mjs';
import { exitWith, run, setup, SetupError, tsc } from './setup.mjs';
import { root } from './workspace.mjs';

await setup(async () => {
  const code =
    (await run(process.execPath, [tsc, '-b', join(root, 'packages/bench')])) ||
    (await buildPage(join(root, 'packages/console'))) ||
    (await run(process.execPath, [join(root, 'packages/cli/scripts/bundle.mjs'), '--clean']));
  if (code !== 0) throw new SetupError('The build failed; the reasons are above.', code);
}).catch(exitWith);
process.exitCode = await run(process.execPath, [join(root, 'packages/bench/dist/run.js'), ...process.argv.slice(2)]);
