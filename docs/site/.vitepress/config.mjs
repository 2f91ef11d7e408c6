import { readFileSync } from 'node:fs';
import process from 'node:process';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { searchRank } from '../search-rank.mjs';

/** Made by build.mjs from docs/README.md. @type {import('vitepress').DefaultTheme.SidebarItem[]} */
const sidebar = JSON.parse(readFileSync(new URL('../pages/sidebar.json', import.meta.url), 'utf8'));

// Where the site will be: `/` unless it shares a host.
const base = process.env['DOCS_BASE'] ?? '/';

// oxlint-disable-next-line import/no-default-export -- VitePress asks for one
export default defineConfig({
  title: 'agent-session',
  description: 'Remote agent sessions as something to trust: exact lifecycle, streams, validated answers.',
  lang: 'en',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: '../../.cache/site',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  metaChunk: true,
  themeConfig: {
    nav: [
      { text: 'Tutorial', link: '/tutorial/first-session' },
      { text: 'How to', link: '/how-to/follow-a-session', activeMatch: '^/how-to/' },
      { text: 'Reference', link: '/reference/lifecycle', activeMatch: '^/reference/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Explanation', link: '/explanation/why-a-log', activeMatch: '^/explanation/' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: { detailedView: true, miniSearch: { searchOptions: { boostDocument: searchRank } } },
    },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  markdown: {
    // Documents are plain Markdown: `Promise<void>` in a sentence is text, not an element.
    html: false,
    // The anchors of the documents are those a repository shows. The headings of parameters in the API reference have none:
    // theirs could take one that the reference gives to a name.
    anchor: { slugify: slug, level: [1, 2, 3, 4, 5] },
    config: (markdown) => {
      const fence = markdown.renderer.rules.fence;
      markdown.renderer.rules.fence = (tokens, index, options, environment, self) => {
        const token = tokens[index];
        const [language = '', ...words] = (token?.info ?? '').split(/\s+/);
        if (token !== undefined && language === 'mermaid') {
          return `<MermaidChart code="${encodeURIComponent(token.content)}" />`;
        }
        const code = fence?.(tokens, index, options, environment, self) ?? '';
        if (words.includes('before')) return `<div class="side-by-side">${code}`;
        return words.includes('after') ? `${code}</div>` : code;
      };
    },
  },
});
