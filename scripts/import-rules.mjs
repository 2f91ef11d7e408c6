/**
 * Who may import what: the rows of docs/architecture.md as data. Checked by check-imports.mjs.
 * Packages are named by their folder.
 */

/**
 * Shipped source imports only from packages in a lower row.
 * @type {Readonly<Record<string, number>>}
 */
export const rows = {
  protocol: 0,
  core: 1,
  answers: 1,
  client: 1,
  rxjs: 3,
  server: 4,
  react: 4,
  'web-reader': 5,
  testing: 6,
  console: 7,
  cli: 8,
  bench: 8,
};

/**
 * Tests that compare an internal rule of one package with that of another, which no public name offers: test, source.
 * @type {readonly (readonly [test: string, source: string])[]}
 */
export const internalsCompared = [
  ['packages/rxjs/test/answer-acceptance.test.ts', 'packages/server/src/runs/accept-answer.ts'],
];

/** Examples stand above everything and use public entries only. */
export const examplesRow = 8;

/**
 * Libraries that live in some packages only, so that what a package costs its users stays known. Tests, examples and
 * benchmarks may use any.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const libraryHomes = {
  xstate: ['core'],
  '@xstate/graph': ['testing'],
  ajv: ['answers'],
  'ajv-formats': ['answers'],
  'cross-fetch': ['client'],
  rxjs: ['rxjs', 'react', 'testing', 'console', 'cli'],
  hono: ['server'],
  '@hono/node-server': ['server'],
  libsql: ['server'],
  parse5: ['web-reader'],
  'ipaddr.js': ['server'],
  undici: ['server'],
  react: ['react', 'console'],
  'react-dom': ['react', 'console'],
  'fast-check': ['testing'],
};

/** The package that depends on nothing at run time. */
export const dependencyFree = 'protocol';

/** Libraries that run on Node alone; like `node:` modules, they are reachable only from the entries below. */
export const nodeLibraries = ['@hono/node-server', 'libsql', 'undici', 'commander'];

/**
 * Entries that may reach Node-only modules: those named so in any package, and everything of some packages.
 * @param {string} packageFolder
 * @param {string} entry as in package.json `exports`
 */
export function mayNeedNode(packageFolder, entry) {
  return ['cli', 'bench'].includes(packageFolder) || ['./node', './sqlite'].includes(entry);
}
