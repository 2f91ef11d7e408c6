import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { run } from './setup.mjs';
import { root } from './workspace.mjs';

/**
 * Builds the page of a package that has one.
 * @param {string} folder the package's
 * @returns {Promise<number>} the exit code
 */
export function buildPage(folder) {
  const vite = join(folder, 'node_modules/vite/bin/vite.js');
  return run(process.execPath, [
    vite,
    'build',
    folder,
    '--config',
    join(folder, 'vite.config.ts'),
    '--logLevel',
    'warn',
  ]);
}

/** Whether a package has a page. @param {string} folder */
export function hasPage(folder) {
  return existsSync(join(folder, 'vite.config.ts'));
}

/**
 * Whether the built page is newer than every source it could be made of.
 * @param {string} folder
 */
export function pageIsFresh(folder) {
  const page = join(folder, 'dist/site/index.html');
  if (!existsSync(page)) return false;
  const builtAtMs = statSync(page).mtimeMs;
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .filter(existsSync)
    .every((sources) =>
      readdirSync(sources, { recursive: true, withFileTypes: true }).every(
        (entry) => entry.isDirectory() || statSync(join(entry.parentPath, entry.name)).mtimeMs <= builtAtMs,
      ),
    );
}
