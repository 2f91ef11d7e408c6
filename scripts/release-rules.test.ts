import { describe, expect, it } from 'vitest';
import { releaseProblems, repositoryOf } from './release-rules.mjs';

const ready = {
  versions: ['0.1.0', '0.1.0'],
  changesets: [],
  uncommitted: [],
  repository: 'git+https://github.com/somebody/agent-session.git',
};

describe('releaseProblems', () => {
  it('lets a commit with one version and no changeset left be published', () => {
    expect(releaseProblems(ready)).toEqual([]);
  });

  it.each([
    ['versions out of step', { versions: ['0.1.0', '0.2.0'] }, 'different versions: 0.1.0, 0.2.0'],
    ['a changeset no version took in', { changesets: ['a.md'] }, '1 changesets are in no version yet'],
    ['the version nobody gave', { versions: ['0.0.0', '0.0.0'] }, 'npx changeset version'],
    ['a file that is not committed', { uncommitted: [' M README.md'] }, ' M README.md'],
    ['a machine that can prove nothing', { repository: null }, 'add --dry-run'],
  ])('refuses %s, and says what to do', (_, change, words) => {
    expect(releaseProblems({ ...ready, ...change })).toEqual([expect.stringContaining(words)]);
  });
});

describe('repositoryOf', () => {
  const workflow = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'somebody/agent-session',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example',
  };

  it('is the repository the workflow runs in, as package.json writes it', () => {
    expect(repositoryOf(workflow)).toBe('git+https://github.com/somebody/agent-session.git');
  });

  it('is nothing for a workflow that may not prove who it is, and outside of one', () => {
    expect(repositoryOf({ ...workflow, ACTIONS_ID_TOKEN_REQUEST_URL: undefined })).toBeNull();
    expect(repositoryOf({})).toBeNull();
  });
});
