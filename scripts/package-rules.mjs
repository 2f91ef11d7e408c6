import { basename } from 'node:path';

/**
 * What every published package has to keep to, beside what publint and are-the-types-wrong look at.
 *
 * @typedef {import('./workspace.mjs').Manifest} Manifest
 */

/** The oldest Node that all packages promise. */
const engines = '>=20.19';
/** Entries with effects by design: importing them sets something up. */
const entriesWithEffects = { '@agent-session/testing': ['./src/vitest.ts', './dist/vitest.js'] };
const always = ['package.json', 'README.md', 'LICENSE'];

/**
 * @param {Manifest} manifest as published
 * @param {readonly Manifest[]} all the manifests of all published packages
 * @returns {string[]} what is wrong
 */
export function manifestProblems(manifest, all) {
  const { name, version, exports: entries = {}, sideEffects, publishConfig } = manifest;
  const problems = [];
  const must = (/** @type {boolean} */ holds, /** @type {string} */ problem) => holds || problems.push(problem);
  must(manifest.license === 'MIT', 'has no license MIT');
  must((manifest.description ?? '') !== '', 'has no description');
  must(manifest.type === 'module', 'is not of type module');
  must(manifest.engines?.['node'] === engines, `does not promise Node ${engines}`);
  must(publishConfig?.access === 'public' && publishConfig.provenance === true, 'is not published with provenance');
  const effects = Object.hasOwn(entriesWithEffects, name) ? Reflect.get(entriesWithEffects, name) : false;
  must(JSON.stringify(sideEffects) === JSON.stringify(effects), `says sideEffects ${JSON.stringify(sideEffects)}`);
  const versions = new Set(all.map((one) => one.version));
  must(versions.size === 1, `has the version ${version}, others have another one`);
  for (const [other, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const ours = all.some((one) => one.name === other);
    must(!/^(workspace|catalog|file|link):/.test(range), `depends on ${other} as ${range}`);
    must(!ours || range === `^${version}`, `depends on ${other} ${range}, not ^${version}`);
  }
  must(Object.hasOwn(entries, './package.json'), 'does not export its package.json');
  for (const [entry, target] of Object.entries(entries)) {
    must(!entry.includes('*'), `exports ${entry}, which lets anybody reach inside`);
    if (!entry.endsWith('.json')) problems.push(...entryProblems(entry, target));
  }
  return problems.map((problem) => `${name} ${problem}`);
}

/**
 * Each way to resolve an entry ends in a file and its types, types first.
 * @param {string} entry
 * @param {unknown} target
 * @returns {string[]}
 */
function entryProblems(entry, target) {
  if (typeof target !== 'object' || target === null) return [`exports ${entry} without types`];
  const ways = Object.entries(target).filter(([condition]) => condition !== '@agent-session/source');
  const nested = ways.filter(([, value]) => typeof value === 'object');
  const plain = ways.filter(([, value]) => typeof value === 'string').map(([condition]) => condition);
  const problems = nested.flatMap(([condition, value]) => entryProblems(`${entry} (${condition})`, value));
  if (plain.join() !== 'types,default') problems.push(`exports ${entry} as ${plain.join(', ')}, not as types, default`);
  return problems;
}

/**
 * @param {Manifest} manifest
 * @param {readonly string[]} files what the tarball holds
 * @returns {string[]} what is wrong
 */
export function contentProblems({ name, files: listed = [], exports: entries = {}, bin = {} }, files) {
  const held = new Set(files);
  const problems = [];
  for (const file of always) if (!held.has(file)) problems.push(`lacks ${file}`);
  for (const target of [...targetsOf(entries), ...Object.values(bin)]) {
    const file = target.replace(/^\.\//, '');
    if (!held.has(file)) problems.push(`lacks ${file}, which package.json names`);
  }
  for (const file of files) {
    const [folder = ''] = file.split('/');
    if (!file.includes('/')) {
      if (![...always, 'CHANGELOG.md', ...listed].includes(file)) problems.push(`holds ${file}, which nobody needs`);
    } else if (folder === 'src') {
      if (!/\.tsx?$|\/README\.md$/.test(file)) problems.push(`holds ${file}, which is no source`);
      if (/\.(test|test-d)\.tsx?$|\/(testing|fixtures|__snapshots__)\//.test(file))
        problems.push(`holds the test ${file}`);
    } else if (folder === 'dist') {
      problems.push(...builtProblems(file, held));
    } else if (!listed.includes(folder)) {
      problems.push(`holds ${file}, which nobody needs`);
    }
  }
  return problems.map((problem) => `${name} ${problem}`);
}

/**
 * What is built has a source, so that nothing stale is published and maps lead somewhere.
 * @param {string} file
 * @param {ReadonlySet<string>} held
 * @returns {string[]}
 */
function builtProblems(file, held) {
  if (/\.(test|test-d)\.|\.tsbuildinfo$/.test(file)) return [`holds the test ${file}`];
  const stem = /^dist\/(.*)\.(?:js|d\.ts)(?:\.map)?$/.exec(file)?.[1];
  if (stem === undefined || !held.has('src/index.ts')) return [];
  const source = [`src/${stem}.ts`, `src/${stem}.tsx`].some((path) => held.has(path));
  const problems = source ? [] : [`holds ${file}, whose source is gone: remove dist and build again`];
  const twin = file.endsWith('.js') ? `dist/${stem}.d.ts` : null;
  if (twin !== null && !held.has(twin)) problems.push(`lacks ${twin}, the types of ${basename(file)}`);
  return problems;
}

/**
 * @param {unknown} target of `exports`
 * @returns {string[]} the files it names, the source condition included
 */
function targetsOf(target) {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(targetsOf) : [];
}
