import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from './output-of.mjs';
import { pnpm, SetupError } from './setup.mjs';
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
 * @throws {SetupError} when one has not been built
 */
export async function withTarballs(use) {
  const packages = workspacePackages().filter(({ manifest }) => manifest.private !== true);
  for (const one of packages) checkBuilt(one);
  const directory = mkdtempSync(join(tmpdir(), 'agent-session-pack-'));
  try {
    const tarballs = join(directory, 'tarballs');
    mkdirSync(tarballs);
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
 * What is packed without its files installs well and fails at the first import.
 * @param {import('./workspace.mjs').WorkspacePackage} one
 */
function checkBuilt({ folder, manifest: { name, exports = {}, bin = {} } }) {
  const files = JSON.stringify([exports, bin]).match(/\.\/dist\/[^"*]+(?=")/g) ?? [];
  const missing = files.find((file) => !existsSync(join(folder, file)));
  if (missing === undefined) return;
  throw new SetupError(`${name} has no ${missing}: it is not built. Run \`npm run build\`, then the command again.`);
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
