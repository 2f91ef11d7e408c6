/**
 * `npm run build`: compiles every package into its `dist`, builds the pages of those that have one (`vite.config.ts`), and
 * bundles the programs (`scripts/bundle.mjs`). A package is found by its folder; nothing lists them. What an earlier build
 * made of a source that is gone is removed, since the compiler leaves it and it would be published.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { buildPage, hasPage } from './build-page.mjs';
import { exitWith, run, setup, SetupError, tsc } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

/**
 * Builds everything that is published.
 * @param {readonly string[]} [flags] for the compiler
 * @throws {SetupError} when a part fails; its reasons were shown
 */
export async function build(flags = []) {
  const projects = workspacePackages()
    .map(({ folder }) => folder)
    .filter((folder) => folder.startsWith(join(root, 'packages')) && existsSync(join(folder, 'tsconfig.json')));
  for (const folder of projects) removeOrphans(folder);
  check(await run(process.execPath, [tsc, '-b', ...projects, ...flags]));
  for (const folder of projects.filter(hasPage)) check(await buildPage(folder));
  // A program carries pages, so it comes after them.
  for (const bundler of projects.map((folder) => join(folder, 'scripts/bundle.mjs')).filter(existsSync)) {
    check(await run(process.execPath, [bundler, '--clean']));
  }
}

/** @param {number} code of a part of the build */
function check(code) {
  if (code >= 128) throw new SetupError('The build was interrupted.', code);
  if (code !== 0) throw new SetupError('The build failed; the reasons are above.', code);
}

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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setup(() => build(process.argv.slice(2))).catch(exitWith);
}
