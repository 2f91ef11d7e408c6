import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sidebarOf } from '../sidebar.mjs';

describe('the sidebar', () => {
  it('has a group for each second heading and an entry for each link in a list below it', () => {
    const index =
      '# Title\n\n## One\n\n- [A](a.md): said of it\n- [`B`](b.md)\n\nWith [C](c.md).\n\n## Two\n\n- [D](d.md)\n';
    expect(sidebarOf(index).map(({ text, items }) => ({ text, items }))).toEqual([
      {
        text: 'One',
        items: [
          { text: 'A', link: 'a.md' },
          { text: 'B', link: 'b.md' },
        ],
      },
      { text: 'Two', items: [{ text: 'D', link: 'd.md' }] },
    ]);
  });

  it('leaves out what stands above the first second heading', () => {
    expect(sidebarOf('# Title\n\n- [A](a.md)\n\n```ts\nimport "b";\n```\n')).toEqual([]);
  });

  it('begins with the tutorial', () => {
    const [begin] = sidebarOf(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
    expect(begin).toMatchObject({ text: 'Begin', items: [{ link: 'tutorial/first-session.md' }, {}, {}] });
  });
});
