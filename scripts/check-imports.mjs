/**
 * `npm run check -- imports`: the rules of import-rules.mjs, and no cycles, over every module of the workspace.
 * A parser of TypeScript reads the modules; that it sees what is forbidden is tested in check-imports.test.ts.
 */
import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import {
  dependencyFree,
  examplesRow,
  internalsCompared,
  libraryHomes,
  mayNeedNode,
  nodeLibraries,
  rows,
} from './import-rules.mjs';
import { moduleGraph, splitSpecifier } from './module-graph.mjs';
import { root } from './workspace.mjs';

/**
 * @typedef {import('./module-graph.mjs').Module} Module
 * @typedef {import('./module-graph.mjs').Import} Import
 * @typedef {import('./module-graph.mjs').GraphPackage} GraphPackage
 * @typedef {Map<string, Module>} Modules
 */

/**
 * @param {string} checkout its root
 * @returns {{ modules: number, violations: string[] }}
 */
export function checkImports(checkout) {
  const { packages, modules } = moduleGraph(checkout);
  const byName = new Map(packages.map((owner) => [owner.manifest.name, owner]));
  const show = (/** @type {string} */ file) => relative(checkout, file).replaceAll('\\', '/');
  const violations = [
    ...packages.flatMap(checkPackage),
    ...[...modules.values()].flatMap(({ file, unreadable }) =>
      unreadable === undefined ? [] : [`${show(file)} cannot be parsed: ${unreadable}`],
    ),
    ...[...modules.values()].flatMap((module) =>
      module.imports.flatMap((found) =>
        checkImport(module, found, byName, modules).map(
          (problem) => `${show(module.file)} imports ${found.specifier}: ${problem}`,
        ),
      ),
    ),
    ...cycles(modules).map((cycle) => `cycle: ${cycle.map(show).join(' → ')}`),
    ...packages.flatMap((owner) => checkNodeReach(owner, modules, show)),
  ];
  return { modules: modules.size, violations };
}

/** @param {GraphPackage} owner */
function rowOf(owner) {
  return owner.isExample ? examplesRow : rows[owner.key];
}

/**
 * @param {GraphPackage} owner
 * @returns {string[]}
 */
function checkPackage(owner) {
  const { key, manifest } = owner;
  const problems = [];
  if (rowOf(owner) === undefined) problems.push(`packages/${key} has no row: give it one in scripts/import-rules.mjs.`);
  const needed = Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
  if (key === dependencyFree && needed.length > 0) {
    problems.push(`packages/${key} depends on ${needed.join(', ')}, but must have no runtime dependency.`);
  }
  return problems;
}

/**
 * @param {Module} module @param {Import} found @param {Map<string, GraphPackage>} byName @param {Modules} modules
 * @returns {string[]}
 */
function checkImport({ file, owner, isTest }, { specifier, target }, byName, modules) {
  if (specifier.startsWith('.')) {
    if (target === undefined || relative(owner.folder, target).startsWith('..')) {
      // Configuration and tests may use what the workspace shares, which belongs to no package: vitest.workspace.ts.
      const shared = isTest && (target === undefined || !belongsToPackage(target, byName));
      return shared || comparesInternals(file, target) ? [] : ['it leaves its package; import by package name.'];
    }
    if (!isTest && modules.get(target)?.isTest === true) return ['shipped source may not import a test.'];
    return [];
  }
  const [name, entry] = splitSpecifier(specifier);
  const imported = byName.get(name);
  if (imported !== undefined) {
    if (target === undefined) return [`${name} has no public entry "${entry}".`];
    const [own, other] = [rowOf(owner) ?? -1, rowOf(imported) ?? Infinity];
    const allowed = isTest || imported === owner || other < own;
    return allowed ? [] : [`row ${own} may import only rows below it, and ${imported.key} is in row ${other}.`];
  }
  if (isTest || owner.isExample || owner.key === 'bench') return [];
  if (owner.key === dependencyFree) return [`${dependencyFree} imports nothing but itself.`];
  const homes = libraryHomes[name];
  return homes === undefined || homes.includes(owner.key) ? [] : [`${name} lives in ${homes.join(', ')} only.`];
}

/** @param {string} file @param {string | undefined} target */
function comparesInternals(file, target) {
  return internalsCompared.some(([test, source]) => file.endsWith(test) && target?.endsWith(source));
}

/** @param {string} file @param {Map<string, GraphPackage>} byName */
function belongsToPackage(file, byName) {
  return [...byName.values()].some((owner) => !relative(owner.folder, file).startsWith('..'));
}

/**
 * One cycle of each group of modules that import one another, types included.
 * @param {Modules} modules
 * @returns {string[][]}
 */
function cycles(modules) {
  /** @type {string[][]} */
  const found = [];
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map();
  /** @type {string[]} */
  const path = [];
  /** @param {string} file */
  const visit = (file) => {
    seen.set(file, 'open');
    path.push(file);
    for (const { target } of modules.get(file)?.imports ?? []) {
      if (target === undefined || !modules.has(target)) continue;
      if (seen.get(target) === 'open') found.push([...path.slice(path.indexOf(target)), target]);
      else if (!seen.has(target)) visit(target);
    }
    path.pop();
    seen.set(file, 'done');
  };
  for (const file of modules.keys()) if (!seen.has(file)) visit(file);
  return found;
}

/**
 * Node-only modules that an entry for every runtime would carry along.
 * @param {GraphPackage} owner @param {Modules} modules @param {(file: string) => string} show
 * @returns {string[]}
 */
function checkNodeReach(owner, modules, show) {
  /** @type {Set<string>} */
  const problems = new Set();
  for (const [entry, start] of owner.isExample ? [] : owner.entries) {
    if (mayNeedNode(owner.key, entry)) continue;
    const reached = new Set([start]);
    for (const file of reached) {
      for (const { specifier, typeOnly, target } of modules.get(file)?.imports ?? []) {
        if (typeOnly) continue;
        if (target !== undefined) reached.add(target);
        else if (isBuiltin(specifier) || nodeLibraries.includes(splitSpecifier(specifier)[0])) {
          problems.add(
            `${owner.manifest.name}, entry "${entry}", reaches ${specifier} through ${show(file)}: ` +
              'Node-only code stays behind ./node or ./sqlite.',
          );
        }
      }
    }
  }
  return [...problems];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { modules, violations } = checkImports(root);
  for (const violation of violations) console.error(violation);
  console.log(`${modules} modules, ${violations.length} violations`);
  if (violations.length > 0 || modules === 0) process.exitCode = 1;
}
