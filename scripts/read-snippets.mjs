import { visit } from 'unist-util-visit';
import { parseMarkdown } from './markdown.mjs';

/**
 * @typedef {object} Snippet
 * @property {string} source a module; padded with empty lines, so that its line numbers are those of the document
 * @property {string} document
 * @property {number} line where it begins
 * @property {boolean} foreign needs software that is not here, so it can only be parsed
 * @property {boolean} file is a file of a program that a check of its own writes down and runs (`file=name`)
 * @property {string} language `ts`, `tsx` or `js`
 */

const languages = new Set(['ts', 'tsx', 'js']);

/**
 * The TypeScript and JavaScript of a document. A block marked `continues` is joined to the one before it.
 * @param {string} document its name
 * @param {string} text
 * @returns {Snippet[]}
 */
export function readSnippets(document, text) {
  /** @type {{ lines: string[], line: number, foreign: boolean, file: boolean, language: string }[]} */
  const found = [];
  visit(parseMarkdown(text), 'code', ({ lang, meta, value, position }) => {
    if (typeof lang !== 'string' || !languages.has(lang)) return;
    const words = (meta ?? '').split(/\s+/);
    const line = position?.start.line ?? 1;
    const before = words.includes('continues') ? found.pop() : undefined;
    const lines = before?.lines ?? [];
    while (lines.length < line) lines.push('');
    lines.push(...value.split('\n'));
    const foreign = words.includes('foreign') || before?.foreign === true;
    const file = words.some((word) => word.startsWith('file='));
    found.push({ lines, line: before?.line ?? line, foreign, file, language: before?.language ?? lang });
  });
  return found.map(({ lines, ...rest }) => ({ ...rest, document, source: [...lines, 'export {};', ''].join('\n') }));
}

/**
 * The commands of a document: lines of `sh` blocks, continuations joined, comments gone.
 * @param {string} document
 * @param {string} text
 * @returns {{ document: string, line: number, command: string }[]}
 */
export function readCommands(document, text) {
  /** @type {{ document: string, line: number, command: string }[]} */
  const found = [];
  visit(parseMarkdown(text), 'code', ({ lang, value, position }) => {
    if (lang !== 'sh') return;
    const first = (position?.start.line ?? 0) + 1;
    for (const [index, line] of value.split('\n').entries()) {
      const command = line.replace(/(?:^|\s)#.*$/, '').trim();
      if (command !== '') found.push({ document, line: first + index, command });
    }
  });
  return found;
}
