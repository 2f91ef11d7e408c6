import { expect, it } from 'vitest';
import { pagePath } from '../site-pages.mjs';

it.each([
  ['docs/README.md', 'index.md'],
  ['README.md', 'about.md'],
  ['docs/how-to/write-an-agent.md', 'how-to/write-an-agent.md'],
  ['packages/rxjs/README.md', 'packages/rxjs/index.md'],
  ['packages/rxjs/SPEC.md', 'packages/rxjs/SPEC.md'],
  ['packages/protocol/src/limits.ts', 'source/packages/protocol/src/limits.ts.md'],
  ['.github/workflows/release.yml', 'source/github/workflows/release.yml.md'],
  ['.oxlintrc.json', 'source/oxlintrc.json.md'],
])('%s is the page %s', (file, page) => {
  expect(pagePath(file)).toBe(page);
});
