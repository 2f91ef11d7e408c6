import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from './output-of.mjs';

/**
 * Makes an empty project and installs the packed packages there with npm: peers from the registry, ours from the
 * tarballs. Quicker than through local-registry.mjs, which is what a stranger does.
 *
 * @param {readonly import('./pack.mjs').PackedPackage[]} packed
 * @param {string} project the folder to make
 */
export function installTarballs(packed, project) {
  mkdirSync(project, { recursive: true });
  const ours = packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]);
  const dependencies = { ...consumerDependencies(packed), ...Object.fromEntries(ours) };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...consumerManifest, dependencies }));
  // Engine-strict: every dependency has to run on this Node too.
  const options = ['--engine-strict', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
  outputOf('npm', ['install', ...options, '--loglevel=error'], { cwd: project });
}

export const consumerManifest = { name: 'consumer', version: '0.0.0', private: true, type: 'module' };

/**
 * What a project needs beside our packages: their peers, and the types of Node.
 * @param {readonly import('./pack.mjs').PackedPackage[]} packed
 * @returns {Record<string, string>}
 */
export function consumerDependencies(packed) {
  return Object.assign({ '@types/node': '^20.19.0' }, ...packed.map(({ manifest }) => manifest.peerDependencies));
}
