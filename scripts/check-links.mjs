/** `npm run check -- links`: every relative link in the docs leads to a file, and every anchor to a heading. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import GithubSlugger from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { markdownFiles, parseMarkdown } from './markdown.mjs';
import { root } from './workspace.mjs';

/**
 * @param {string} checkout its root
 * @returns {{ documents: number, broken: string[] }}
 */
export function checkLinks(checkout) {
  const documents = markdownFiles(checkout);
  /** @type {Map<string, Set<string>>} */
  const anchors = new Map();
  const broken = documents.flatMap((document) => brokenLinks(checkout, document, anchors));
  return { documents: documents.length, broken };
}

/**
 * @param {string} checkout
 * @param {string} document
 * @param {Map<string, Set<string>>} anchors of the documents looked at so far
 */
function brokenLinks(checkout, document, anchors) {
  /** @type {string[]} */
  const broken = [];
  visit(parseMarkdown(readFileSync(join(checkout, document), 'utf8')), ['link', 'image', 'definition'], (node) => {
    if (!('url' in node) || /^[a-z][a-z+.-]*:/i.test(node.url)) return;
    const [path = '', anchor] = decodeURI(node.url).split('#');
    const target = path === '' ? join(checkout, document) : resolve(checkout, dirname(document), path);
    const place = `${document}:${node.position?.start.line ?? 1}: ${node.url}`;
    if (!existsSync(target)) broken.push(`${place} leads nowhere`);
    else if (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target, anchors).has(anchor)) {
      broken.push(`${place}: no heading has this anchor`);
    }
  });
  return broken;
}

/**
 * @param {string} file
 * @param {Map<string, Set<string>>} known
 */
function anchorsOf(file, known) {
  const before = known.get(file);
  if (before !== undefined) return before;
  const slugger = new GithubSlugger();
  /** @type {Set<string>} */
  const found = new Set();
  visit(parseMarkdown(readFileSync(file, 'utf8')), 'heading', (heading) => {
    found.add(slugger.slug(textOf(heading)));
  });
  known.set(file, found);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { documents, broken } = checkLinks(root);
  for (const problem of broken) console.error(problem);
  console.log(`${documents} documents, ${broken.length} broken links`);
  if (broken.length > 0 || documents === 0) process.exitCode = 1;
}
