import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../../scripts/markdown.mjs';

/** @typedef {{ text: string, link: string }} SidebarLink */
/** @typedef {{ text: string, collapsed: boolean, items: SidebarLink[] }} SidebarGroup */

/**
 * The sidebar is the table of contents in docs/README.md: its second headings are groups, the links in lists below them
 * the pages.
 *
 * @param {string} index the text of that page on the site
 * @returns {SidebarGroup[]}
 */
export function sidebarOf(index) {
  /** @type {SidebarGroup[]} */
  const groups = [];
  for (const node of parseMarkdown(index).children) {
    if (node.type === 'heading' && node.depth === 2) groups.push({ text: textOf(node), collapsed: true, items: [] });
    if (node.type !== 'list') continue;
    visit(node, 'link', (link) => {
      groups.at(-1)?.items.push({ text: textOf(link), link: link.url });
    });
  }
  return groups.map((group, place) => ({ ...group, collapsed: place > 2 }));
}
