import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * The links of a built site that lead to no file, or to no element of it.
 *
 * @param {string} folder of the site
 * @param {string} base the path it will be served under
 * @returns {{ pages: number, links: number, broken: string[] }}
 */
export function brokenSiteLinks(folder, base) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html'));
  /** @type {Map<string, { ids: Set<string>, links: Set<string> }>} */
  const read = new Map(pages.map((page) => [page, readPage(readFileSync(join(folder, page), 'utf8'))]));
  let links = 0;
  /** @type {string[]} */
  const broken = [];
  for (const [page, { links: found }] of read) {
    for (const link of found) {
      const url = new URL(link, `http://site.test${base}${page}`);
      if (url.host !== 'site.test') continue;
      links += 1;
      if (!url.pathname.startsWith(base)) {
        broken.push(`${page}: ${link} leads out of the site`);
        continue;
      }
      const path = decodeURIComponent(url.pathname.slice(base.length));
      const target = [path, `${path}.html`, posix.join(path, 'index.html')].find((file) => read.has(file)) ?? path;
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (!read.has(target) && !(path !== '' && existsSync(join(folder, path))))
        broken.push(`${page}: ${link} leads nowhere`);
      else if (anchor !== '' && read.get(target)?.ids.has(anchor) === false)
        broken.push(`${page}: ${link}: no such anchor`);
    }
  }
  return { pages: pages.length, links, broken };
}

/** @param {string} html */
function readPage(html) {
  return {
    ids: new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => unescaped(id))),
    links: new Set([...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, link = '']) => unescaped(link))),
  };
}

/** @param {string} text of an attribute */
function unescaped(text) {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
