import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { workspacePackages } from './workspace.mjs';

/**
 * @typedef {object} Import
 * @property {string} specifier as written
 * @property {boolean} typeOnly erased by the compiler
 * @property {string | undefined} target the file of this workspace it means, absolute; none for a library
 */
/**
 * @typedef {object} Module
 * @property {string} file absolute
 * @property {GraphPackage} owner
 * @property {boolean} isTest not shipped: a test, what tests share, or configuration
 * @property {Import[]} imports
 * @property {string | undefined} unreadable why it could not be parsed
 */
/**
 * @typedef {object} GraphPackage
 * @property {string} key its folder's name
 * @property {string} folder absolute
 * @property {boolean} isExample
 * @property {import('./workspace.mjs').Manifest} manifest
 * @property {Map<string, string>} entries export → source file, absolute
 */

const skippedFolders = /^(\..*|node_modules|dist|fixtures|coverage)$/;
const sourceCondition = '@agent-session/source';

/**
 * Reads every TypeScript module of the workspace in a checkout, with what it imports.
 * @param {string} root
 * @returns {{ packages: GraphPackage[], modules: Map<string, Module> }}
 */
export function moduleGraph(root) {
  const packages = workspacePackages(root).map(({ folder, manifest }) => ({
    key: basename(folder),
    folder,
    isExample: relative(root, folder).startsWith('docs'),
    manifest,
    entries: sourceEntries(folder, manifest),
  }));
  const byName = new Map(packages.map((owner) => [owner.manifest.name, owner]));
  /** @type {Map<string, Module>} */
  const modules = new Map();
  for (const owner of packages) {
    for (const file of sourceFiles(owner.folder)) {
      const { found, unreadable } = readImports(file);
      const imports = found.map((one) => ({ ...one, target: locate(file, one.specifier, byName) }));
      modules.set(file, { file, owner, isTest: isTestFile(relative(owner.folder, file)), imports, unreadable });
    }
  }
  return { packages, modules };
}

/**
 * The package and the entry an import by name means: `@scope/name/entry` → [`@scope/name`, `./entry`].
 * @param {string} specifier
 * @returns {[name: string, entry: string]}
 */
export function splitSpecifier(specifier) {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), ['.', ...parts.slice(length)].join('/')];
}

/** @param {string} path */
function isTestFile(path) {
  return /\.(test|test-d)\.tsx?$|\.config\.ts$|^test\//.test(path.replaceAll('\\', '/'));
}

/**
 * @param {string} folder
 * @param {import('./workspace.mjs').Manifest} manifest
 */
function sourceEntries(folder, manifest) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target === 'object' && target !== null && sourceCondition in target) {
      entries.set(entry, resolve(folder, String(target[sourceCondition])));
    }
  }
  return entries;
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.test(entry.name) ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/**
 * What was read of each file last time: its tests read the whole workspace for every rule they break in one file.
 * @type {Map<string, { source: string, imports: ReturnType<typeof parseImports> }>}
 */
const lastRead = new Map();

/** @param {string} file */
function readImports(file) {
  const source = readFileSync(file, 'utf8');
  const before = lastRead.get(file);
  if (before?.source === source) return before.imports;
  const imports = parseImports(file, source);
  lastRead.set(file, { source, imports });
  return imports;
}

/**
 * @param {string} file
 * @param {string} source
 * @returns {{ found: { specifier: string, typeOnly: boolean }[], unreadable: string | undefined }}
 */
function parseImports(file, source) {
  const { program, errors } = parseSync(file, source);
  /** @type {{ specifier: string, typeOnly: boolean }[]} */
  const found = [];
  /** @param {unknown} source @param {boolean} typeOnly */
  const add = (source, typeOnly) => {
    if (isStringLiteral(source)) found.push({ specifier: source.value, typeOnly });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source, true),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0], false);
    },
  }).visit(program);
  return { found, unreadable: errors[0]?.message };
}

/**
 * @param {unknown} node
 * @returns {node is { value: string }}
 */
function isStringLiteral(node) {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string';
}

/**
 * @param {string} from
 * @param {string} specifier
 * @param {Map<string, GraphPackage>} byName
 */
function locate(from, specifier, byName) {
  if (specifier.startsWith('.')) {
    const path = resolve(dirname(from), specifier);
    const candidates = [path.replace(/\.js$/, '.ts'), path.replace(/\.jsx?$/, '.tsx'), path];
    return candidates.find((candidate) => existsSync(candidate)) ?? path;
  }
  const [name, entry] = splitSpecifier(specifier);
  return byName.get(name)?.entries.get(entry);
}
