import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from './output-of.mjs';
import { pnpm } from './setup.mjs';
import { workspacePackages } from './workspace.mjs';

/**
 * @typedef {object} PackedPackage
 * @property {string} tarball absolute
 * @property {string} folder absolute
 * @property {import('./workspace.mjs').Manifest} manifest
 * @property {string[]} entries what can be imported: `@agent-session/server/node`
 */

/**
 * Packs every public package the way a release would, hands over the tarballs, and removes them.
 *
 * @template Result
 * @param {(packed: PackedPackage[], directory: string) => Promise<Result>} use `directory` is temporary as well
 * @returns {Promise<Result>}
 */
export async function withTarballs(use) {
  const directory = mkdtempSync(join(tmpdir(), 'agent-session-pack-'));
  try {
    const tarballs = join(directory, 'tarballs');
    mkdirSync(tarballs);
    const packages = workspacePackages().filter(({ manifest }) => manifest.private !== true);
    const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
    const command = ['-y', pnpm, '-r', ...filters, 'pack', '--pack-destination', tarballs];
    outputOf('npx', command);
    return await use(
      packages.map(({ folder, manifest }) => ({
        folder,
        manifest,
        tarball: join(tarballs, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`),
        entries: Object.keys(manifest.exports ?? {})
          .filter((entry) => !entry.endsWith('.json'))
          .map((entry) => manifest.name + entry.slice(1)),
      })),
      directory,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * The package.json inside a tarball: with the versions of the workspace written out.
 * @param {string} tarball
 * @returns {import('./workspace.mjs').Manifest}
 */
export function manifestIn(tarball) {
  return JSON.parse(outputOf('tar', ['-xzOf', tarball, 'package/package.json']));
}

/**
 * The files in a tarball, relative to the package.
 * @param {string} tarball
 * @returns {string[]}
 */
export function filesIn(tarball) {
  const lines = outputOf('tar', ['-tzf', tarball]).split('\n');
  return lines.filter((line) => line !== '' && !line.endsWith('/')).map((line) => line.replace(/^package\//, ''));
}
