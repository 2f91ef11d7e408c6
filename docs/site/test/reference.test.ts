import { expect, it } from 'vitest';
import { endpointsMarkdown } from '../reference/endpoints-markdown.js';
import { eventsMarkdown } from '../reference/events-markdown.js';
import { limitsMarkdown } from '../reference/limits-markdown.js';

it.each([
  ['endpoints', endpointsMarkdown],
  ['events', eventsMarkdown],
  ['limits', limitsMarkdown],
])(
  'docs/reference/%s.md is what the tables give (update it with `npm run reference` in docs/site)',
  async (name, make) => {
    await expect(make()).toMatchFileSnapshot(`../../reference/${name}.md`);
  },
);
