/**
 * `npm run check`: everything CI does. `npm run check -- lint imports` runs the named steps alone.
 * Steps print only when they fail; `--verbose` shows the others' output too.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { exitWith, setup } from './setup.mjs';
import { root } from './workspace.mjs';

/**
 * @typedef {object} Step
 * @property {readonly string[]} command a script for Node, and its arguments
 * @property {string} says what it makes sure of
 * @property {boolean} [needsBuild] the step `build` has to have succeeded
 */

const bin = (/** @type {string} */ path) => join('node_modules', path);

/** @satisfies {Record<string, Step>} */
const steps = {
  build: { command: ['scripts/build.mjs'], says: 'sources compile, each package by itself' },
  types: { command: [bin('typescript/bin/tsc'), '-b'], says: 'tests, scripts and examples type-check' },
  lint: { command: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'], says: 'type-aware lint' },
  format: { command: [bin('oxfmt/bin/oxfmt'), '--check'], says: 'formatting' },
  imports: { command: ['scripts/check-imports.mjs'], says: 'rows, cycles, Node-only code, library homes' },
  unused: { command: [bin('knip/bin/knip.js')], says: 'no unused files, exports, dependencies' },
  links: { command: ['scripts/check-links.mjs'], says: 'links between documents' },
  snippets: { command: ['scripts/check-snippets.mjs'], says: 'TypeScript in documents', needsBuild: true },
  api: {
    command: ['scripts/api-reports.mjs', '--check'],
    says: 'public names, as their reports have them',
    needsBuild: true,
  },
  site: { command: ['docs/site/build.mjs'], says: 'the documents as a site, and its links' },
  sizes: { command: [bin('size-limit/bin.js')], says: 'what each entry costs to import', needsBuild: true },
  packages: {
    command: ['scripts/check-packages.mjs'],
    says: 'tarballs: manifests, contents, publint, types',
    needsBuild: true,
  },
  consumers: { command: ['scripts/pack-consumers.mjs'], says: 'tarballs in an empty project', needsBuild: true },
  nextjs: { command: ['scripts/check-nextjs.mjs'], says: 'the example in Next.js, built and run', needsBuild: true },
  tests: { command: ['scripts/test.mjs'], says: 'every test' },
};

/**
 * What runs at once is made for two cores: the compiler and the tests use both by themselves, the rest fits in two lanes.
 * @type {readonly (readonly (readonly (keyof typeof steps)[])[])[]}
 */
const stages = [
  [['build', 'types']],
  [
    ['api', 'packages', 'consumers', 'sizes', 'nextjs'],
    ['lint', 'format', 'imports', 'unused', 'links', 'snippets', 'site'],
  ],
  [['tests']],
];

const verbose = process.argv.includes('--verbose');
const asked = process.argv.slice(2).filter((argument) => argument !== '--verbose');
const unknown = asked.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}. The checks are:`);
  for (const [name, { says }] of Object.entries(steps)) console.error(`  ${name.padEnd(10)} ${says}`);
  process.exit(2);
}

await setup().catch(exitWith);
const startedAt = performance.now();
/** @type {Map<string, boolean>} */
const results = new Map();
for (const stage of stages) {
  await Promise.all(
    stage.map(async (lane) => {
      for (const name of lane) if (asked.length === 0 || asked.includes(name)) await runStep(name);
    }),
  );
}
const failed = [...results].filter(([, ok]) => !ok).map(([name]) => name);
const verdict = failed.length === 0 ? `all ${results.size} checks hold` : `failed: ${failed.join(', ')}`;
console.log(`${verdict} (${seconds(startedAt)})`);
if (failed.length > 0) process.exitCode = 1;

/** @param {keyof typeof steps} name */
async function runStep(name) {
  /** @type {Step} */
  const { command, says, needsBuild = false } = steps[name];
  if (needsBuild && results.get('build') === false) {
    results.set(name, false);
    console.log(`skipped   ${name.padEnd(10)} needs the build that failed`);
    return;
  }
  const start = performance.now();
  const { code, output } = await capture(command);
  results.set(name, code === 0);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds(start).padStart(7)}  ${name.padEnd(10)} ${says}`);
  if (code !== 0 || verbose) console.log(output.trimEnd().replaceAll(/^/gm, '    '));
}

/**
 * @param {readonly string[]} command
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function capture(command) {
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** @param {number} since */
function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
