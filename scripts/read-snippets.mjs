import { visit } from 'unist-util-visit';
import { parseMarkdown } from './markdown.mjs';

/**
 * @typedef {object} Snippet
 * @property {string} source a module; padded with empty lines, so that its line numbers are those of the document
 * @property {string} document
 * @property {number} line where it begins
 * @property {boolean} run
 * @property {string} language `ts` or `tsx`
 */

/**
 * The TypeScript of a document. A block marked `continues` is joined to the one before it.
 * @param {string} document its name
 * @param {string} text
 * @returns {Snippet[]}
 */
export function readSnippets(document, text) {
  /** @type {{ lines: string[], line: number, run: boolean, language: string }[]} */
  const found = [];
  visit(parseMarkdown(text), 'code', ({ lang, meta, value, position }) => {
    if (lang !== 'ts' && lang !== 'tsx') return;
    const words = (meta ?? '').split(/\s+/);
    const line = position?.start.line ?? 1;
    const before = words.includes('continues') ? found.pop() : undefined;
    const lines = before?.lines ?? [];
    while (lines.length < line) lines.push('');
    lines.push(...value.split('\n'));
    const run = words.includes('run') || before?.run === true;
    found.push({ lines, line: before?.line ?? line, run, language: before?.language ?? lang });
  });
  return found.map(({ lines, ...rest }) => ({ ...rest, document, source: [...lines, 'export {};', ''].join('\n') }));
}
