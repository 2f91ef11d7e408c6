import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from './output-of.mjs';

/**
 * Makes an empty project and installs packed packages there with npm, as a stranger would: peers from the registry,
 * ours from the tarballs.
 *
 * @param {readonly import('./pack.mjs').PackedPackage[]} packed
 * @param {string} project the folder to make
 */
export function installTarballs(packed, project) {
  mkdirSync(project, { recursive: true });
  const peers = Object.assign({}, ...packed.map(({ manifest }) => manifest.peerDependencies));
  const ours = packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]);
  const dependencies = { '@types/node': '^20.19.0', ...peers, ...Object.fromEntries(ours) };
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  outputOf('npm', ['install', ...options], { cwd: project });
}
