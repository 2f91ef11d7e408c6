import { describe, expect, it } from 'vitest';
import { readSnippets } from './read-snippets.mjs';

const fence = '```';
const block = (info: string, code: string) => `${fence}${info}\n${code}\n${fence}\n`;
const read = (text: string) => readSnippets('a.md', text);
const codeLines = (source: string) =>
  source
    .split('\n')
    .map((line, index) => `${index + 1}: ${line}`)
    .filter((line) => !line.endsWith(': '));

describe('readSnippets', () => {
  it('takes TypeScript and nothing else', () => {
    const text = block('js', 'a') + block('', 'b') + block('ts', 'c') + block('tsx', 'd');
    expect(read(text).map(({ line }) => line)).toEqual([7, 10]);
  });

  it('keeps the line numbers of the document', () => {
    const [snippet] = read(`# Title\n\n${block('ts', 'one;\ntwo;')}`);
    expect(codeLines(snippet?.source ?? '')).toEqual(['4: one;', '5: two;', '6: export {};']);
  });

  it('joins a block that continues to the one before it', () => {
    const snippets = read(`${block('ts run', 'one;')}text\n\n${block('ts continues', 'two;')}`);
    expect(snippets).toHaveLength(1);
    expect(codeLines(snippets[0]?.source ?? '')).toEqual(['2: one;', '7: two;', '8: export {};']);
    expect(snippets[0]?.run).toBe(true);
  });

  it('runs only what is marked to run', () => {
    expect(read(block('ts', 'a') + block('ts run', 'b')).map(({ run }) => run)).toEqual([false, true]);
  });
});
