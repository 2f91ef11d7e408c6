/**
 * `npm run check -- snippets`: the TypeScript in the docs compiles, and what is marked to run runs. Needs a build.
 *
 *   ```ts             a module of its own, type-checked
 *   ```ts run         type-checked and run; has 30 s and must end with exit code 0
 *   ```ts continues   goes on where the block before it in the same document ended
 */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { transformSync } from 'esbuild';
import { markdownFiles } from './markdown.mjs';
import { outputOf } from './output-of.mjs';
import { readSnippets } from './read-snippets.mjs';
import { tsc } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** @typedef {import('./read-snippets.mjs').Snippet} Snippet */

const runMs = 30_000;
const folder = join(root, '.cache/snippets');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
linkModules();

const snippets = markdownFiles(root).flatMap((document) =>
  readSnippets(document, readFileSync(join(root, document), 'utf8')),
);
const files = snippets.map((snippet) => {
  const file = join(folder, fileName(snippet));
  writeFileSync(file, snippet.source);
  return file;
});
let failed = !typesHold();
for (const [index, snippet] of snippets.entries()) {
  if (snippet.run && !runs(snippet, files[index] ?? '')) failed = true;
}
console.log(`${snippets.length} snippets, ${snippets.filter(({ run }) => run).length} of them run`);
if (failed || snippets.length === 0) process.exitCode = 1;

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
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

function typesHold() {
  const tsconfig = join(folder, 'tsconfig.json');
  const compilerOptions = {
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    jsx: 'react-jsx',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const extended = join(root, 'tsconfig.base.json');
  writeFileSync(tsconfig, JSON.stringify({ extends: extended, compilerOptions, files }));
  try {
    outputOf(process.execPath, [tsc, '-p', tsconfig, '--pretty', 'false']);
    return true;
  } catch (error) {
    console.error(inDocuments(String(error)));
    return false;
  }
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

/** @param {Snippet} snippet @param {string} file */
function runs({ source, document, line }, file) {
  const script = file.replace(/tsx?$/, 'mjs');
  writeFileSync(script, transformSync(source, { loader: 'ts', target: 'es2022', format: 'esm' }).code);
  try {
    outputOf(process.execPath, [script], { cwd: folder, timeoutMs: runMs });
    return true;
  } catch (error) {
    console.error(`${document}:${line}: the snippet does not run: ${String(error)}`);
    return false;
  }
}
