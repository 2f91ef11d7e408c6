/**
 * `npm run check -- snippets`: the code in the documents compiles and runs, and the commands in them exist. Needs a build.
 *
 *   ```ts             a module of its own, type-checked and run against a session server of this machine
 *   ```js             the same, with the types that JavaScript has
 *   ```ts continues   goes on where the block before it in the same document ended
 *   ```js file=x.mjs  a file of the tutorial: parsed here, run by `npm run tutorial`
 *   ```js foreign     needs software that is not here: parsed, and counted
 *   ```sh             commands of ours are looked up: program, subcommand, options, npm scripts, packages
 */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { transformSync } from 'esbuild';
import { commandProblems } from './command-problems.mjs';
import { markdownFiles } from './markdown.mjs';
import { outputOf } from './output-of.mjs';
import { readCommands, readSnippets } from './read-snippets.mjs';
import { tsc } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** @typedef {import('./read-snippets.mjs').Snippet} Snippet */

const folder = join(root, '.cache/snippets');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
linkModules();

const documents = markdownFiles(root)
  .filter((document) => !document.startsWith('.'))
  .map((document) => ({ document, text: readFileSync(join(root, document), 'utf8') }));
const snippets = documents.flatMap(({ document, text }) => readSnippets(document, text));
const ours = snippets.filter(({ foreign, file }) => !foreign && !file);
const commands = documents.flatMap(({ document, text }) => readCommands(document, text));

const problems = [...snippets.flatMap(parseProblems), ...typeProblems()];
if (problems.length === 0) problems.push(...runProblems());
for (const { document, line, command } of commands) {
  for (const problem of commandProblems(command)) problems.push(`${document}:${line}: ${command}\n  ${problem}`);
}
for (const problem of problems) console.error(problem);
const foreign = snippets.filter((snippet) => snippet.foreign).map(({ document, line }) => `${document}:${line}`);
console.log(`${ours.length} snippets compiled and run, ${commands.length} commands looked up`);
const files = snippets.filter(({ file }) => file);
console.log(`${files.length} are files of the tutorial, parsed here and run by \`npm run tutorial\``);
if (foreign.length > 0)
  console.log(`${foreign.length} need software that is not here, and were parsed: ${foreign.join(', ')}`);
if (problems.length > 0 || snippets.length === 0) process.exitCode = 1;

/** Snippets may import every package of the workspace and whatever one of them depends on. */
function linkModules() {
  for (const { folder: own, manifest } of workspacePackages()) {
    link(manifest.name, own);
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      link(name, join(own, 'node_modules', name));
    }
  }
}

/** @param {string} name @param {string} target */
function link(name, target) {
  const path = join(folder, 'node_modules', name);
  // Not every example is installed with the workspace.
  if (existsSync(path) || !existsSync(target)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

/** @param {Snippet} snippet @returns {string[]} */
function parseProblems(snippet) {
  try {
    writeFileSync(scriptOf(snippet), transformed(snippet));
    return [];
  } catch (error) {
    return [`${snippet.document}:${snippet.line}: ${String(error)}`];
  }
}

/** @returns {string[]} */
function typeProblems() {
  const files = ours.map((snippet) => {
    const file = join(folder, fileName(snippet));
    writeFileSync(file, snippet.source);
    return file;
  });
  const tsconfig = join(folder, 'tsconfig.json');
  const compilerOptions = {
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    noPropertyAccessFromIndexSignature: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowJs: true,
    checkJs: true,
    jsx: 'react-jsx',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const extended = join(root, 'tsconfig.base.json');
  writeFileSync(tsconfig, JSON.stringify({ extends: extended, compilerOptions, files }));
  try {
    outputOf(process.execPath, [tsc, '-p', tsconfig, '--pretty', 'false']);
    return [];
  } catch (error) {
    return [inDocuments(String(error))];
  }
}

/** @returns {string[]} */
function runProblems() {
  const list = join(folder, 'list.json');
  const entries = ours.map((snippet) => ({
    file: scriptOf(snippet),
    place: `${snippet.document}:${snippet.line}`,
  }));
  writeFileSync(list, JSON.stringify(entries));
  const output = outputOf(process.execPath, ['--no-warnings', join(root, 'docs/site/run-snippets.mjs'), list, folder]);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      /** @type {{ place: string, reason: string, printed: string }} */
      const { place, reason, printed } = JSON.parse(line);
      return `${place}: the snippet does not run: ${inDocuments(reason)}\n${printed}`;
    });
}

/**
 * Names the document instead of the file made of its snippet; the line numbers are the same.
 * @param {string} output
 */
function inDocuments(output) {
  return snippets.reduce(
    (text, snippet) => text.replaceAll(new RegExp(`\\S*${fileName(snippet)}`, 'g'), snippet.document),
    output,
  );
}

/** @param {Snippet} snippet */
function fileName({ document, line, language }) {
  return `${document.replaceAll('/', '~')}~${line}.${language}`;
}

/** @param {Snippet} snippet */
function scriptOf(snippet) {
  return join(folder, `${fileName(snippet)}.mjs`);
}

/** @param {Snippet} snippet */
function transformed({ source, language }) {
  const loader = language === 'js' ? 'js' : language === 'tsx' ? 'tsx' : 'ts';
  return transformSync(source, { loader, target: 'es2022', format: 'esm', jsx: 'automatic' }).code;
}
