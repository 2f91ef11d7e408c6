import { expect, it } from 'vitest';
import { errorsMarkdown } from './errors-markdown.js';

it('docs/reference/errors.md is what the table gives (update it with `npm run docs` in packages/protocol)', async () => {
  await expect(errorsMarkdown()).toMatchFileSnapshot('../../../docs/reference/errors.md');
});
