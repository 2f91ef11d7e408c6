/**
 * `node scripts/bundle.mjs [--clean]`: makes `dist`, the program as it is published. Each command is a file of its own, so that what
 * a command does not need is not loaded; why it is bundled at all stands in docs/decisions/0085-a-bundled-program.md.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build, context } from 'esbuild';

const packageFolder = resolve(import.meta.dirname, '..');
const packages = resolve(packageFolder, '..');

const dist = join(packageFolder, 'dist');
const consoleSite = join(packages, 'console/dist/site');

/** Libraries that do something a program on Node has no use for, and what stands in for them. */
const replaced = {
  // Answers come one at a time here: the compiler would take longer to load than to check them by interpretation.
  '@agent-session/answers': join(packages, 'answers/src/interpreted.ts'),
  // For Node, rxjs offers CommonJS, of which nothing can be left out.
  rxjs: join(dirname(createRequire(import.meta.url).resolve('rxjs/package.json')), 'dist/esm/index.js'),
  // node-fetch asks it for the URL that Node has had since 10.
  'whatwg-url': 'node:url',
};

const settings = /** @satisfies {import('esbuild').BuildOptions} */ ({
  entryPoints: [
    { in: join(packageFolder, 'src/bin.ts'), out: 'bin' },
    // Started as a thread, by its name beside what starts it.
    { in: join(packages, 'web-reader/src/reading/page-worker.ts'), out: 'page-worker' },
  ],
  absWorkingDir: packageFolder,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['@agent-session/source'],
  alias: replaced,
  // Loads a binary made for the machine it is installed on.
  external: ['libsql'],
  // Names stay, so that a report of a defect can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  // They are in THIRD-PARTY-NOTICES.txt, all of them.
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'error',
  // Libraries that are CommonJS ask for Node's modules by `require`.
  banner: {
    js: "import{createRequire as $createRequire}from'node:module';const require=$createRequire(import.meta.url);",
  },
});

/**
 * @typedef {object} BundleOptions
 * @property {string} [folder] where to
 * @property {string} [site] the built console; a program without one says so
 * @property {boolean} [clean] removes what earlier runs left; not while another program may still load it
 */

/**
 * Bundles the program. Files that are there already, as they would be written, are left alone: two runs do not disturb
 * each other, nor a program that is running.
 *
 * @param {BundleOptions} [options]
 * @returns {Promise<import('esbuild').Metafile>} which module went into which file
 */
export async function bundle({ folder = dist, site = consoleSite, clean = false } = {}) {
  const result = await build({ ...settings, outdir: folder });
  write(result, { folder, site, clean });
  return result.metafile;
}

/**
 * Bundles the program again whenever a source changes.
 *
 * @param {BundleOptions} [options]
 * @returns {Promise<() => Promise<void>>} ends it
 */
export async function bundleOnChange({ folder = dist, site = consoleSite } = {}) {
  /** @type {import('esbuild').Plugin} */
  const writer = {
    name: 'write',
    setup(build) {
      build.onEnd((result) => {
        if (result.errors.length > 0) return;
        const { outputFiles = [], metafile = { inputs: {}, outputs: {} } } = result;
        write({ outputFiles, metafile }, { folder, site, clean: false });
      });
    },
  };
  const watching = await context({ ...settings, outdir: folder, plugins: [writer] });
  await watching.watch();
  return () => watching.dispose();
}

/**
 * @param {{ outputFiles: readonly import('esbuild').OutputFile[], metafile: import('esbuild').Metafile }} result
 * @param {Required<BundleOptions>} options
 */
function write({ outputFiles, metafile }, { folder, site, clean }) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map(outputFiles.map(({ path, contents }) => [relative(folder, path), contents]));
  files.set('THIRD-PARTY-NOTICES.txt', new TextEncoder().encode(notices(Object.keys(metafile.inputs))));
  for (const path of filesIn(site)) files.set(join('console', path), readFileSync(join(site, path)));
  for (const [path, contents] of files) writeIfChanged(join(folder, path), contents);
  if (!clean) return;
  for (const path of filesIn(folder)) if (!files.has(path)) rmSync(join(folder, path));
}

/** @param {string} folder */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** @param {string} file @param {Uint8Array} contents */
function writeIfChanged(file, contents) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, contents);
  renameSync(aside, file);
}

/**
 * The licences of the libraries that are in the bundle, which ask to go where the code goes.
 * @param {readonly string[]} inputs paths of modules
 */
function notices(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []),
  );
  const parts = [...folders].map((at) => {
    const folder = resolve(packageFolder, at);
    /** @type {{ name: string, version: string, license?: string }} */
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
    return { name, text: `${name} ${version} (${license ?? 'see below'})\n\n${text}\n` };
  });
  const sorted = parts.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => text);
  return `agent-session contains these libraries.\n\n${sorted.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle({ clean: process.argv.includes('--clean') });
}
