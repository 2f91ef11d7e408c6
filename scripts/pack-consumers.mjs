/**
 * `npm run check -- consumers`: what a stranger gets. Packs the public packages, installs the tarballs with npm in an empty
 * project, and there type-checks imports of every entry (NodeNext and Bundler), imports them, requires them, tries to
 * reach past them, and runs a session with the command line program, which carries the console. Needs a build.
 *
 * `npm run consumers` does so with npm, pnpm and yarn, each from a registry on loopback, and TypeScript 5.9, 6 and 7.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { consumerDependencies, consumerManifest, installTarballs } from './install-tarballs.mjs';
import { withRegistry } from './local-registry.mjs';
import { outputIn, outputOf } from './output-of.mjs';
import { withTarballs } from './pack.mjs';
import { exitWith, pnpm, setup, tsc } from './setup.mjs';

/** @typedef {import('./pack.mjs').PackedPackage} PackedPackage */

/** The compilers a consumer may have, by the name they are installed under. */
const compilers = { 'typescript-5.9': '5.9.3', 'typescript-6': '6.0.3', 'typescript-7': '7.0.2' };

/**
 * How each package manager installs what package.json says, from a registry.
 * @type {Record<string, { files?: (registry: string) => Record<string, string>, command: (registry: string) => string[] }>}
 */
const managers = {
  npm: {
    command: (registry) => ['npm', 'install', '--registry', registry, '--engine-strict', '--no-audit', '--no-fund'],
  },
  pnpm: {
    files: () => ({ 'pnpm-workspace.yaml': 'packages: []\nminimumReleaseAge: 0\n' }),
    command: (registry) => [
      'npx',
      '-y',
      pnpm,
      'install',
      '--registry',
      registry,
      '--config.strict-peer-dependencies=true',
    ],
  },
  yarn: {
    files: (registry) => ({
      'yarn.lock': '',
      '.yarnrc.yml': [
        `npmRegistryServer: ${registry}`,
        'unsafeHttpWhitelist: ["127.0.0.1"]',
        'nodeLinker: node-modules',
        'enableTelemetry: false',
        // What it keeps for the whole machine goes by name and version, and would bring what was packed another day.
        'globalFolder: ./.yarn-global',
        'npmMinimalAgeGate: 0',
      ].join('\n'),
    }),
    command: () => ['npx', '-y', '-p', '@yarnpkg/cli-dist@4.18.1', 'yarn', 'install', '--no-immutable'],
  },
};

if (process.argv.includes('--all')) {
  await setup().catch(exitWith);
  await withTarballs(async (packed, directory) => {
    for (const [name, manager] of Object.entries(managers)) {
      const project = join(directory, name);
      await installWith(manager, packed, project);
      checkRunning(packed, project);
      for (const compiler of Object.keys(compilers)) {
        checkTypes(packed, project, join(project, 'node_modules', compiler, 'bin/tsc'));
        console.log(`${name}, ${compiler}: NodeNext and Bundler hold`);
      }
      rmSync(project, { recursive: true, force: true });
    }
    console.log(`${entriesOf(packed).length} entries: types, import, require and the program hold with each`);
  }).catch(fail);
} else {
  await withTarballs(async (packed, directory) => {
    const project = join(directory, 'project');
    installTarballs(packed, project);
    checkTypes(packed, project, tsc);
    checkRunning(packed, project);
    console.log(`${entriesOf(packed).length} entries of ${packed.length} packages: types, import and require hold`);
    return Promise.resolve();
  }).catch(fail);
}

/** @param {(typeof managers)[string]} manager @param {readonly PackedPackage[]} packed @param {string} project */
async function installWith({ files, command }, packed, project) {
  const ours = Object.fromEntries(packed.map(({ manifest }) => [manifest.name, manifest.version]));
  const aliases = Object.entries(compilers).map(([name, version]) => [name, `npm:typescript@${version}`]);
  const dependencies = { ...consumerDependencies(packed), ...ours, ...Object.fromEntries(aliases) };
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...consumerManifest, dependencies }));
  await withRegistry(packed, async (registry) => {
    for (const [file, text] of Object.entries(files?.(registry) ?? {})) writeFileSync(join(project, file), text);
    const [program = '', ...args] = command(registry);
    await outputIn(project, program, args);
  });
}

/** @param {readonly PackedPackage[]} packed */
function entriesOf(packed) {
  return packed.flatMap(({ entries }) => entries);
}

/** @param {readonly PackedPackage[]} packed @param {string} project @param {string} compiler */
function checkTypes(packed, project, compiler) {
  const entries = entriesOf(packed);
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
  const uses = entries.map((_, index) => `export const keys${index}: readonly string[] = Object.keys(entry${index});`);
  writeFileSync(join(project, 'consumer.ts'), [...imports, ...uses].join('\n'));
  for (const [module, moduleResolution] of [
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'Bundler'],
  ]) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    outputOf(process.execPath, [compiler, '-p', '.'], { cwd: project });
  }
}

/** @param {readonly PackedPackage[]} packed @param {string} project */
function checkRunning(packed, project) {
  const run = (/** @type {string} */ name, /** @type {string} */ text) => {
    writeFileSync(join(project, name), text);
    outputOf(process.execPath, ['--no-warnings', name], { cwd: project });
  };
  const entries = entriesOf(packed);
  const withEffects = packed.flatMap(({ manifest }) => entriesWithEffects(manifest));
  for (const entry of entries) {
    run('import.mjs', withEffects.includes(entry) ? `import '${entry}';` : importing(entry));
  }
  run(
    'require.cjs',
    entries.map((entry) => `{ const loaded = require('${entry}'); ${nothingExported(entry)} }`).join('\n'),
  );
  for (const { manifest, folder } of packed) {
    const [file = ''] = ['index', 'bin'].filter((name) => existsSync(join(folder, 'dist', `${name}.js`)));
    run('deep.mjs', reachingPast(`${manifest.name}/dist/${file}.js`));
  }
  const program = join(project, 'node_modules/agent-session/dist/bin.js');
  outputOf(process.execPath, [program, '--help'], { cwd: project });
  outputOf(process.execPath, [program, 'run', '--json'], { cwd: project });
  if (!existsSync(join(program, '../console/index.html'))) throw new Error('agent-session carries no console');
}

/**
 * The entries whose file package.json names under `sideEffects`: they set something up by design.
 * @param {import('./workspace.mjs').Manifest} manifest
 */
function entriesWithEffects({ name, exports = {}, sideEffects }) {
  const files = Array.isArray(sideEffects) ? sideEffects : [];
  const entries = Object.entries(exports).filter(([, target]) =>
    files.includes(Reflect.get(Object(target), 'default')),
  );
  return entries.map(([entry]) => name + entry.slice(1));
}

/**
 * Imports an entry, and sees that doing so changes nothing: no global, no listener, no timer, no handle.
 * @param {string} entry
 */
function importing(entry) {
  return `
void globalThis.Response; // which loads a part of Node itself
const lasting = () => [
  ...Reflect.ownKeys(globalThis).map((name) => 'the global ' + String(name)),
  ...process.eventNames().map((name) => process.listenerCount(name) + ' listeners of ' + String(name)),
];
const before = new Set(lasting());
const loaded = await import('${entry}');
${nothingExported(entry)}
const left = lasting().filter((thing) => !before.has(thing));
const brief = /^(PipeWrap|TTYWrap|FSReqPromise|CloseReq)$/;
left.push(...process.getActiveResourcesInfo().filter((name) => !brief.test(name)));
if (left.length > 0) throw new Error('${entry}: importing it left ' + left.join(', '));`;
}

/** An entry without a single export is a broken build, however well it loads. @param {string} entry */
function nothingExported(entry) {
  return `if (Object.keys(loaded).length === 0) throw new Error('${entry}: nothing is exported');`;
}

/** @param {string} path */
function reachingPast(path) {
  return `const code = await import('${path}').then(() => 'it worked', (error) => error.code);
if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw new Error('${path} can be imported past the entries: ' + code);`;
}

/** @param {unknown} error */
function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
