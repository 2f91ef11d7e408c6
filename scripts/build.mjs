/**
 * `npm run build`: compiles every package into its `dist`, and builds the pages of those that have one (`vite.config.ts`).
 * A package is found by its folder; nothing lists them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { exitWith, run, setup, tsc } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

await setup(async () => {
  const projects = workspacePackages()
    .map(({ folder }) => folder)
    .filter((folder) => folder.startsWith(join(root, 'packages')) && existsSync(join(folder, 'tsconfig.json')));
  process.exitCode = await run(process.execPath, [tsc, '-b', ...projects, ...process.argv.slice(2)]);
  for (const folder of projects.filter((project) => existsSync(join(project, 'vite.config.ts')))) {
    if (process.exitCode !== 0) return;
    const vite = join(folder, 'node_modules/vite/bin/vite.js');
    process.exitCode = await run(process.execPath, [vite, 'build', folder, '--config', join(folder, 'vite.config.ts')]);
  }
}).catch(exitWith);
