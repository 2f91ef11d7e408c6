import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { createConsoleHandler, type ConsoleHandler } from '../src/node/index.js';

const run = promisify(execFile);
const vite = join(import.meta.dirname, '../node_modules/vite/bin/vite.js');

/** The console as a release builds it, in a folder of its own. */
export async function buildConsole(): Promise<{
  readonly handler: ConsoleHandler;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  // Under the NODE_ENV of tests React would be built for development.
  await run(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const handler = createConsoleHandler(folder);
  if (!handler) throw new Error('The page was not built.');
  return { handler, remove: () => rm(folder, { recursive: true, force: true }) };
}
