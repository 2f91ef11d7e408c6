/** `npm run dev`: the session server, rebuilt and restarted on every change. Arguments go to `agent-session serve`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { exitWith, run, setup, SetupError, tsc } from './setup.mjs';
import { root } from './workspace.mjs';

const cli = join(root, 'packages/cli');
await setup(async () => {
  const code = await run(process.execPath, [tsc, '-b', cli]);
  if (code !== 0) throw new SetupError('The build failed; the reasons are above.', code);
}).catch(exitWith);

const compiler = spawn(process.execPath, [tsc, '-b', '--watch', '--preserveWatchOutput', cli], { stdio: 'inherit' });
const program = ['--watch', join(cli, 'dist/bin.js'), 'serve', ...process.argv.slice(2)];
process.exitCode = await run(process.execPath, program);
compiler.kill();
