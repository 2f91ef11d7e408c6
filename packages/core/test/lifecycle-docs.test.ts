import { expect, it } from 'vitest';
import { lifecycleMarkdown } from './lifecycle-markdown.js';

it('docs/reference/lifecycle.md is what the tables give (update it with `npm run docs` in packages/core) [C1]', async () => {
  await expect(lifecycleMarkdown()).toMatchFileSnapshot('../../../docs/reference/lifecycle.md');
});
