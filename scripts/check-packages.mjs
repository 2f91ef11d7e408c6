/**
 * `npm run check -- packages`: the tarballs a release would publish, by publint, are-the-types-wrong, and the rules of our
 * own (package-rules.mjs). Lists what each of them holds; `--verbose` shows it. Needs a build.
 */
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { filesIn, manifestIn, withTarballs } from './pack.mjs';
import { contentProblems, manifestProblems } from './package-rules.mjs';
import { root } from './workspace.mjs';

const execute = promisify(execFile);

const problems = await withTarballs(async (packed) => {
  const manifests = packed.map(({ tarball }) => manifestIn(tarball));
  const ours = packed.flatMap(({ tarball }, index) => {
    const manifest = manifests[index] ?? manifestIn(tarball);
    const files = filesIn(tarball);
    console.log(contents(manifest, files, statSync(tarball).size));
    return [...manifestProblems(manifest, manifests), ...contentProblems(manifest, files)];
  });
  const theirs = await Promise.all(packed.map(async (one) => [...(await lint(one)), ...(await checkTypes(one))]));
  return [...ours, ...theirs.flat()];
});
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

/** @param {import('./pack.mjs').PackedPackage} packed */
async function lint({ tarball, manifest }) {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages } = await publint({ pack: { tarball: bytes.buffer }, level: 'suggestion', strict: true });
  return messages.map((message) => `${manifest.name}: publint: ${formatMessage(message, manifest) ?? message.code}`);
}

/**
 * The packages are ESM only: `require` works through require(esm) from Node 20.19 on, and pack-consumers.mjs shows it.
 * @param {import('./pack.mjs').PackedPackage} packed
 */
async function checkTypes({ tarball, manifest, entries }) {
  if (entries.length === 0) return [];
  try {
    await execute(process.execPath, [
      join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
      tarball,
      '--profile',
      'esm-only',
      '--no-color',
    ]);
    return [];
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    return [`${manifest.name}: are the types wrong?\n${output}`];
  }
}

/**
 * What a tarball holds, in a few lines: files at the top by name, folders by kinds of file.
 * @param {import('./workspace.mjs').Manifest} manifest
 * @param {readonly string[]} files
 * @param {number} bytes
 */
function contents({ name, version }, files, bytes) {
  const top = files.filter((file) => !file.includes('/')).toSorted();
  /** @type {Map<string, number>} */
  const kinds = new Map();
  for (const file of files.filter((path) => path.includes('/'))) {
    const kind = `${file.split('/')[0]}/**/*${/(?:\.d)?\.\w+(?:\.map)?$/.exec(file)?.[0] ?? ''}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const counted = [...kinds.keys()].toSorted().map((kind) => `${kinds.get(kind)} ${kind}`);
  return `${name}@${version}: ${files.length} files, ${Math.ceil(bytes / 1000)} kB packed\n  ${[...top, ...counted].join(' · ')}`;
}
