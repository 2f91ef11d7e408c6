/**
 * What has to hold before packages are published.
 *
 * @typedef {object} Release
 * @property {readonly string[]} versions of the public packages
 * @property {readonly string[]} changesets files that no version has taken in yet
 * @property {readonly string[]} uncommitted lines of `git status --porcelain`
 * @property {string | null} repository see repositoryOf
 */

/**
 * @param {Release} release
 * @returns {string[]} what stands in its way, and what to do about it
 */
export function releaseProblems({ versions, changesets, uncommitted, repository }) {
  const problems = [];
  const distinct = [...new Set(versions)];
  if (distinct.length > 1)
    problems.push(
      `The packages have different versions: ${distinct.join(', ')}. \`npx changeset version\` sets them in step.`,
    );
  if (changesets.length > 0 || distinct.includes('0.0.0')) {
    problems.push(
      `${changesets.length} changesets are in no version yet. Run \`npx changeset version\`, review and commit what it wrote.`,
    );
  }
  if (uncommitted.length > 0) {
    problems.push(
      `What is published has to be a commit, and these files differ from it:\n${uncommitted.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  if (repository === null) {
    problems.push(
      'Provenance needs the identity of a build service, which is not here. Start the workflow "Release" instead, or add --dry-run.',
    );
  }
  return problems;
}

/**
 * The repository a GitHub workflow runs in, as package.json writes it; `null` outside of one that may prove who it is.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | null}
 */
export function repositoryOf({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: repository,
  ACTIONS_ID_TOKEN_REQUEST_URL: identity,
}) {
  if (server === undefined || repository === undefined || identity === undefined) return null;
  return `git+${server}/${repository}.git`;
}
