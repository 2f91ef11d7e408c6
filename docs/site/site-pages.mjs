import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { visit } from 'unist-util-visit';
import { markdownFiles, parseMarkdown } from '../../scripts/markdown.mjs';

/**
 * @typedef {object} SitePage
 * @property {string} path where it is on the site, `how-to/x.md`
 * @property {string} text
 * @property {string} title
 */

/** Markdown of the repository that is no document: templates, changesets, texts of others. */
const notDocuments = /^(?:\.github|\.changeset)\/|\/fixtures\//;

/** Names of files as a highlighter knows them. @type {Record<string, string>} */
const languages = { mjs: 'js', cjs: 'js', jsonl: 'json', tsx: 'tsx', yml: 'yaml', '': 'text' };

/**
 * Every document of the checkout as a page of the site, and every file a document links to as a page that shows it, so
 * that no link leads out of the site into a repository the reader may not have.
 *
 * @param {string} checkout its root
 * @returns {SitePage[]}
 */
export function sitePages(checkout) {
  const documents = markdownFiles(checkout).filter((file) => !notDocuments.test(file));
  const known = new Set(documents);
  /** @type {Set<string>} */
  const shown = new Set();
  const pages = documents.map((document) => {
    const text = readFileSync(join(checkout, document), 'utf8');
    return {
      path: pagePath(document),
      title: titleOf(text, document),
      text: withSiteLinks(text, (url) => siteUrl(checkout, document, url, known, shown)),
    };
  });
  return [...pages, ...[...shown].toSorted().map((file) => sourcePage(checkout, file))];
}

/** Where a file of the repository is on the site. @param {string} file */
export function pagePath(file) {
  // VitePress makes no pages of what is in a folder whose name begins with a dot.
  if (!file.endsWith('.md')) return `source/${file.replaceAll(/(?<=^|\/)\./g, '')}.md`;
  if (file === 'README.md') return 'about.md';
  return file.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
}

/**
 * @param {string} checkout
 * @param {string} document
 * @param {string} url
 * @param {ReadonlySet<string>} known documents
 * @param {Set<string>} shown files that get a page
 */
function siteUrl(checkout, document, url, known, shown) {
  if (/^(?:[a-z][a-z+.-]*:|#)/i.test(url)) return url;
  const [path = '', anchor] = decodeURI(url).split('#');
  let file = relative(checkout, join(checkout, dirname(document), path))
    .split(sep)
    .join('/');
  if (existsSync(join(checkout, file)) && statSync(join(checkout, file)).isDirectory())
    file = posix.join(file, 'README.md');
  if (!known.has(file)) shown.add(file);
  const target = pagePath(file);
  return `/${target.replace(/(^|\/)index\.md$/, '$1')}${anchor === undefined ? '' : `#${anchor}`}`;
}

/**
 * The same Markdown with other addresses in its links.
 * @param {string} text
 * @param {(url: string) => string} rewrite
 */
export function withSiteLinks(text, rewrite) {
  /** @type {{ start: number, end: number, url: string }[]} */
  const links = [];
  visit(parseMarkdown(text), ['link', 'image', 'definition'], (node) => {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if ('url' in node && start !== undefined && end !== undefined) links.push({ start, end, url: node.url });
  });
  // From the end, so that earlier positions stay true; the address is the last thing in a link that is equal to it.
  return links.toReversed().reduce((rest, { start, end, url }) => {
    const whole = rest.slice(start, end);
    const at = whole.lastIndexOf(url);
    if (at < 0) return rest;
    return rest.slice(0, start + at) + rewrite(url) + rest.slice(start + at + url.length);
  }, text);
}

/** @param {string} checkout @param {string} file @returns {SitePage} */
function sourcePage(checkout, file) {
  const text = readFileSync(join(checkout, file), 'utf8');
  const extension = /\.(\w+)$/.exec(file)?.[1] ?? '';
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  const language = languages[extension] ?? extension;
  return {
    path: pagePath(file),
    title: file,
    text: `---\nsearch: false\noutline: false\n---\n\n# ${file}\n\n${fence}${language}\n${text.trimEnd()}\n${fence}\n`,
  };
}

/** @param {string} text @param {string} file */
function titleOf(text, file) {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file;
}
