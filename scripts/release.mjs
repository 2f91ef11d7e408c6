/**
 * `npm run release`: publishes each public package whose version is not on the registry yet, with provenance: a statement,
 * signed by the build service, of which commit and workflow made the tarball. So it works in the release workflow alone
 * (.github/workflows/release.yml); `npm run release -- --dry-run` shows anywhere what it would publish. Needs a build.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { outputOf } from './output-of.mjs';
import { repositoryOf, releaseProblems } from './release-rules.mjs';
import { exitWith, pnpm, run, setup } from './setup.mjs';
import { root, workspacePackages } from './workspace.mjs';

await setup(release).catch(exitWith);

async function release() {
  const dryRun = process.argv.includes('--dry-run');
  const packages = workspacePackages().filter(({ manifest }) => manifest.private !== true);
  const repository = repositoryOf(process.env);
  const problems = releaseProblems({
    versions: packages.map(({ manifest }) => manifest.version),
    changesets: readdirSync(join(root, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md'),
    uncommitted: outputOf('git', ['status', '--porcelain']).split('\n').filter(Boolean),
    repository: dryRun ? 'any' : repository,
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    process.exitCode = 1;
    return;
  }
  const commands = ['-r', 'publish', '--no-git-checks', ...(dryRun ? ['--dry-run'] : ['--provenance'])];
  process.exitCode = await withRepository(packages, repository, () => run('npx', ['-y', pnpm, ...commands]));
}

/**
 * Writes into each package.json where its source is while `use` runs. It is where the workflow runs, not a line in the sources: the
 * registry refuses provenance whose repository is another than the manifest's, and a fork publishes as itself.
 *
 * @template Result
 * @param {readonly import('./workspace.mjs').WorkspacePackage[]} packages
 * @param {string | null} url
 * @param {() => Promise<Result>} use
 */
async function withRepository(packages, url, use) {
  if (url === null) return use();
  const before = packages.map(({ folder }) => {
    const file = join(folder, 'package.json');
    return { file, text: readFileSync(file, 'utf8'), directory: folder.slice(root.length + 1).replaceAll('\\', '/') };
  });
  try {
    for (const { file, text, directory } of before) {
      const repository = { type: 'git', url, directory };
      writeFileSync(file, `${JSON.stringify({ ...JSON.parse(text), repository }, null, 2)}\n`);
    }
    return await use();
  } finally {
    for (const { file, text } of before) writeFileSync(file, text);
  }
}
