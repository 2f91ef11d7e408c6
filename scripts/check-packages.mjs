/** `npm run check -- packages`: publint and are-the-types-wrong on the tarballs a release would publish. Needs a build. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { withTarballs } from './pack.mjs';
import { root } from './workspace.mjs';

const execute = promisify(execFile);

const problems = await withTarballs(async (packed) => {
  const found = await Promise.all(packed.map(async (one) => [...(await lint(one)), ...(await checkTypes(one))]));
  return found.flat();
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
