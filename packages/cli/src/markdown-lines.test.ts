import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { markdownLines } from './markdown-lines.js';

const plain = pc.createColors(false);
const colored = pc.createColors(true);
const shown = (text: string, columns = 60): string => markdownLines(text, plain, columns).join('\n');

describe('an answer in Markdown', () => {
  it('is laid out for a terminal', () => {
    const text = [
      '# Top stories',
      '',
      'Found **two** of them, *today*, with `curl` and a ~~guess~~ [search](https://example.com/s?q=1&amp;x).',
      'See https://example.com/all for the others, which are many and need more than one line to be told of.',
      '',
      '3. First',
      '   - inner one',
      '   - inner two',
      '4. Second',
      '',
      '- [x] done',
      '- [ ] open',
      '',
      '> Quoted by\n> somebody',
      '',
      '```js',
      'const a = 1;',
      '```',
      '',
      '| Name | Points |',
      '|:--|--:|',
      '| 漢字 | 120 |',
      '| b | 7 |',
      '',
      '---',
      '',
      '![a chart](https://example.com/c.png)',
    ].join('\n');
    expect(shown(text)).toMatchInlineSnapshot(`
      "Top stories

      Found two of them, today, with curl and a guess search
      (https://example.com/s?q=1&x).
      See https://example.com/all for the others, which are many
      and need more than one line to be told of.

      3. First
         • inner one
         • inner two
      4. Second

      • [x] done
      • [ ] open

      │ Quoted by
      │ somebody

        const a = 1;

      Name  Points
      ────  ──────
      漢字     120
      b          7

      ────────────────────────────────────────

      [a chart] (https://example.com/c.png)"
    `);
  });

  it('that is plain text stays what it is, line by line', () => {
    expect(shown('Just a sentence.')).toBe('Just a sentence.');
    expect(shown('5 < 6 & 7 > 2')).toBe('5 < 6 & 7 > 2');
    expect(shown('snake_case_name and 2 * 3 * 4')).toBe('snake_case_name and 2 * 3 * 4');
    expect(shown('')).toBe('');
  });

  it('shows a table that is too wide row by row', () => {
    const wide = `| Name | Text |\n|--|--|\n| one | ${'word '.repeat(30)} |\n| two | short |`;
    expect(shown(wide, 40)).toMatch(/^Name: one\nText: word word[\s\S]*\n\nName: two\nText: short$/);
  });

  it('keeps an address in one piece, so that it can be copied', () => {
    const address = `https://example.com/${'a'.repeat(80)}`;
    expect(shown(`Look at ${address} now`, 40)).toContain(address);
  });

  const hostile = fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\n',
      '#',
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '|',
      '-',
      '1.',
      '&#27;',
      '\u001b[31m',
      '\u001b]0;x\u0007',
      '\u009b2J',
      '\u202e',
      '漢',
      '\t',
      '\r',
      '!',
      ':',
      '~',
    ),
    maxLength: 120,
  });

  it('never lets anything through that a terminal acts on, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 120 }), (text, columns) => {
        for (const line of markdownLines(text, plain, columns)) {
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        }
        // In colour, nothing but colours.
        for (const line of markdownLines(text, colored, columns)) {
          expect(line.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
    );
  });

  it('loses no letter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '#', '- ', '*', '>'), maxLength: 80 }),
        (text) => {
          const letters = (from: string): string => from.replaceAll(/[^ab]/g, '');
          expect(letters(stripVTControlCharacters(shown(text)))).toBe(letters(text));
        },
      ),
    );
  });

  it('is shown as it came when it is nested without end, or too long to be read', () => {
    const deep = '>'.repeat(50_000);
    expect(markdownLines(deep, plain, 60)).toEqual([deep]);
    const long = '**a** '.repeat(20_000);
    expect(markdownLines(long, plain, 60)).toEqual([long.trimEnd()]);
  });
});
