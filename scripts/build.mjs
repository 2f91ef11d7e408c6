/**
 * `npm run build`: compiles every package into its `dist`, builds the pages of those that have one (`vite.config.ts`), and
 * bundles the programs (`scripts/bundle.mjs`). A package is found by its folder; nothing lists them. What an earlier build
 * made of a source that is gone is removed, since the compiler leaves it and it would be published.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildPage, hasPage } from './build-page.mjs';
import { exitWith, run, setup, tsc } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

await setup(async () => {
  const projects = workspacePackages()
    .map(({ folder }) => folder)
    .filter((folder) => folder.startsWith(join(root, 'packages')) && existsSync(join(folder, 'tsconfig.json')));
  for (const folder of projects) removeOrphans(folder);
  process.exitCode = await run(process.execPath, [tsc, '-b', ...projects, ...process.argv.slice(2)]);
  for (const folder of projects.filter(hasPage)) {
    if (process.exitCode !== 0) return;
    process.exitCode = await buildPage(folder);
  }
  // A program carries pages, so it comes after them.
  for (const bundler of projects.map((folder) => join(folder, 'scripts/bundle.mjs')).filter(existsSync)) {
    if (process.exitCode !== 0) return;
    process.exitCode = await run(process.execPath, [bundler, '--clean']);
  }
}).catch(exitWith);

/** @param {string} folder of a package */
function removeOrphans(folder) {
  const dist = join(folder, 'dist');
  if (!existsSync(dist) || !existsSync(join(folder, 'src/index.ts'))) return;
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const stem = /^(.*)\.(?:js|d\.ts)(?:\.map)?$/.exec(file)?.[1];
    if (stem === undefined || ['.ts', '.tsx'].some((end) => existsSync(join(folder, 'src', stem + end)))) continue;
    rmSync(join(dist, file));
  }
}
