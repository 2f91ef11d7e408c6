import { describe, expect, it } from 'vitest';
import { readCommands, readSnippets } from './read-snippets.mjs';

const fence = '```';
const block = (info: string, code: string) => `${fence}${info}\n${code}\n${fence}\n`;
const read = (text: string) => readSnippets('a.md', text);
const codeLines = (source: string) =>
  source
    .split('\n')
    .map((line, index) => `${index + 1}: ${line}`)
    .filter((line) => !line.endsWith(': '));

describe('readSnippets', () => {
  it('takes TypeScript and JavaScript and nothing else', () => {
    const text = block('js', 'a') + block('', 'b') + block('ts', 'c') + block('tsx', 'd') + block('sh', 'e');
    expect(read(text).map(({ line, language }) => [line, language])).toEqual([
      [1, 'js'],
      [7, 'ts'],
      [10, 'tsx'],
    ]);
  });

  it('keeps the line numbers of the document', () => {
    const [snippet] = read(`# Title\n\n${block('ts', 'one;\ntwo;')}`);
    expect(codeLines(snippet?.source ?? '')).toEqual(['4: one;', '5: two;', '6: export {};']);
  });

  it('joins a block that continues to the one before it', () => {
    const snippets = read(`${block('ts', 'one;')}text\n\n${block('ts continues', 'two;')}`);
    expect(snippets).toHaveLength(1);
    expect(codeLines(snippets[0]?.source ?? '')).toEqual(['2: one;', '7: two;', '8: export {};']);
  });

  it('runs everything but what needs software that is not here', () => {
    expect(read(block('ts', 'a') + block('js foreign', 'b')).map(({ foreign }) => foreign)).toEqual([false, true]);
  });

  it('tells files of a program, which a check of their own runs', () => {
    expect(read(block('js file=a.mjs', 'a') + block('js', 'b')).map(({ file }) => file)).toEqual([true, false]);
  });
});

describe('readCommands', () => {
  it('takes the lines of shell blocks without their comments', () => {
    const text = `text\n\n${block('sh', 'npm start    # the demo\n\n# nothing\nnpm test')}${block('text', 'no')}`;
    expect(readCommands('a.md', text)).toEqual([
      { document: 'a.md', line: 4, command: 'npm start' },
      { document: 'a.md', line: 7, command: 'npm test' },
    ]);
  });
});
