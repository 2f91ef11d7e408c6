import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { root } from './workspace.mjs';

/**
 * Every Markdown file of the repository, tracked or new, relative to its root. Changelogs are generated.
 * @returns {string[]}
 */
export function markdownFiles() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('CHANGELOG.md') && existsSync(join(root, file)));
}

/** @param {string} file relative to the root of the repository */
export function parseMarkdown(file) {
  return fromMarkdown(readFileSync(join(root, file), 'utf8'), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
}
