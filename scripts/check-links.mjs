/** `npm run check -- links`: every relative link in the docs leads to a file, and every anchor to a heading. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import GithubSlugger from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { markdownFiles, parseMarkdown } from './markdown.mjs';
import { root } from './workspace.mjs';

const files = markdownFiles();
/** @type {Map<string, Set<string>>} */
const anchorsOf = new Map();
const problems = files.flatMap(checkFile);
for (const problem of problems) console.error(problem);
console.log(`${files.length} documents, ${problems.length} broken links`);
if (problems.length > 0 || files.length === 0) process.exitCode = 1;

/** @param {string} file */
function checkFile(file) {
  /** @type {string[]} */
  const broken = [];
  visit(parseMarkdown(file), ['link', 'image', 'definition'], (node) => {
    if (!('url' in node) || /^[a-z][a-z+.-]*:/i.test(node.url)) return;
    const [path = '', anchor] = decodeURI(node.url).split('#');
    const target = path === '' ? join(root, file) : resolve(root, dirname(file), path);
    const place = `${file}:${node.position?.start.line ?? 1}: ${node.url}`;
    if (!existsSync(target)) broken.push(`${place} leads nowhere`);
    else if (anchor !== undefined && target.endsWith('.md') && !anchors(relative(root, target)).has(anchor)) {
      broken.push(`${place}: no heading has this anchor`);
    }
  });
  return broken;
}

/** @param {string} file */
function anchors(file) {
  const known = anchorsOf.get(file);
  if (known !== undefined) return known;
  const slugger = new GithubSlugger();
  /** @type {Set<string>} */
  const found = new Set();
  visit(parseMarkdown(file), 'heading', (heading) => {
    found.add(slugger.slug(textOf(heading)));
  });
  anchorsOf.set(file, found);
  return found;
}
