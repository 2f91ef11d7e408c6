import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/**
 * Every Markdown file of a checkout, tracked or new, relative to its root. Changelogs and API reports are generated and left out.
 * @param {string} checkout
 * @returns {string[]}
 */
export function markdownFiles(checkout) {
  const question = ['ls-files', '-co', '--exclude-standard', '*.md'];
  const files = execFileSync('git', question, { cwd: checkout, encoding: 'utf8' }).split('\n');
  return files.filter(
    (file) => file !== '' && !/CHANGELOG\.md$|\.api\.md$/.test(file) && existsSync(join(checkout, file)),
  );
}

/** @param {string} text */
export function parseMarkdown(text) {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}
