import process from 'node:process';

/**
 * The runtimes of the smoke, with the npm packages that ship their programs. Chromium comes from the system.
 *
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} program
 * @property {string | null} npm package and version that holds the program; `null`: it is found on the PATH
 * @property {readonly string[] | null} bundle conditions the program is bundled under; `null` where npm packages are
 *   imported as they are
 */

const node = `node-${process.platform}-${process.arch}`;

/** @type {readonly Runtime[]} */
export const runtimes = [
  // The oldest Node that package.json promises, and the newest.
  { name: 'node-oldest', program: 'node', npm: `${node}@20.19.0`, bundle: null },
  { name: 'node-newest', program: 'node', npm: `${node}@26.10.0`, bundle: null },
  { name: 'deno', program: 'deno', npm: 'deno@2.9.6', bundle: null },
  { name: 'bun', program: 'bun', npm: 'bun@1.4.5', bundle: null },
  { name: 'workerd', program: 'workerd', npm: 'workerd@1.20261117.1', bundle: ['workerd', 'worker'] },
  { name: 'chromium', program: process.env['CHROMIUM'] ?? 'chromium', npm: null, bundle: ['browser'] },
];
