/**
 * What each public entry may cost whoever imports all of it: minified and gzipped, with its dependencies, without its
 * peers. `npm run check -- sizes`. A budget is raised by whoever decides that what came in is worth it.
 */

/** @typedef {import('size-limit').SizeLimitConfig[number]} Entry */

const browser = (/** @type {string} */ name, /** @type {string} */ path, /** @type {string} */ limit) => ({
  name,
  path: `packages/${path}`,
  limit,
  gzip: true,
  ignore: ['rxjs', 'react', 'fast-check', 'vitest', 'expect'],
});

/** Entries for Node alone: our own code, as nobody ships it to a browser. */
const node = (/** @type {string} */ name, /** @type {string} */ path, /** @type {string} */ limit) => ({
  ...browser(name, path, limit),
  modifyEsbuildConfig: (/** @type {object} */ config) => ({ ...config, platform: 'node', packages: 'external' }),
});

export default [
  browser('@agent-session/protocol', 'protocol/dist/index.js', '4.3 kB'),
  browser('@agent-session/protocol/schemas', 'protocol/dist/schemas/index.js', '6 kB'),
  browser('@agent-session/core/authority', 'core/dist/authority/index.js', '11.5 kB'),
  { ...browser('@agent-session/core/machine', 'core/dist/machine/index.js', '10 kB'), ignore: ['xstate'] },
  browser('@agent-session/core', 'core/dist/index.js', '14 kB'),
  browser('@agent-session/answers (browsers, workers)', 'answers/dist/interpreted.js', '20.5 kB'),
  browser('@agent-session/answers (elsewhere)', 'answers/dist/index.js', '66 kB'),
  browser('@agent-session/answers/runtime', 'answers/dist/runtime.js', '18 kB'),
  browser('@agent-session/client', 'client/dist/index.js', '11.5 kB'),
  browser('@agent-session/rxjs', 'rxjs/dist/index.js', '46.5 kB'),
  browser('@agent-session/react', 'react/dist/index.js', '48.5 kB'),
  browser('@agent-session/server', 'server/dist/index.js', '74 kB'),
  browser('@agent-session/web-reader', 'web-reader/dist/index.js', '90 kB'),
  browser('@agent-session/testing', 'testing/dist/index.js', '91 kB'),
  browser('@agent-session/testing/arbitraries', 'testing/dist/arbitraries.js', '14 kB'),
  browser('@agent-session/testing/conformance', 'testing/dist/conformance.js', '52 kB'),
  browser('@agent-session/testing/explore', 'testing/dist/explore.js', '2.5 kB'),
  browser('@agent-session/testing/expect', 'testing/dist/expect.js', '29.5 kB'),
  browser('@agent-session/testing/matchers', 'testing/dist/matchers.js', '29.5 kB'),
  browser('@agent-session/testing/paths', 'testing/dist/paths.js', '25 kB'),
  browser('@agent-session/testing/vitest', 'testing/dist/vitest.js', '87.5 kB'),
  node('@agent-session/rxjs/node', 'rxjs/dist/node.js', '1.3 kB'),
  node('@agent-session/server/node', 'server/dist/node.js', '3 kB'),
  node('@agent-session/server/sqlite', 'server/dist/sqlite.js', '10.5 kB'),
];
