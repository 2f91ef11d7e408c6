import { describe, expect, it } from 'vitest';
import { readPage } from './read-page.js';

const LIST = `<ul>${Array.from({ length: 5 }, (_, index) => `<li><a href="/${index}">The headline of story number ${index}</a></li>`).join('')}</ul>`;
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

/** Far above what they take, far below what the quadratic cases take without limits. */
const MAX_MS = 8_000;

const HOSTILE: Readonly<Record<string, string>> = {
  'elements nested 100,000 deep': '<div>'.repeat(100_000),
  'links nested 20,000 deep': many(20_000, (index) => `<a href="/${index}"><p>`),
  'ten million bytes of unclosed elements': '<b><i>'.repeat(1_700_000),
  '60,000 list items': many(60_000, (index) => `<li><a href="/${index}">Some words here ${index}</a>`),
  'formatting elements that HTML reopens again and again': many(20_000, (index) => `<font size=${index}><p>`),
  '150,000 attributes': `<div ${many(150_000, (index) => `a${index}=1 `)}>`,
  'a script that never ends': `<script>${'a<b&&"</scr"+'.repeat(150_000)}`,
  'comments that never end': '<!-- <a href="/x">words and words</a> '.repeat(30_000),
  'entities without end': '&amp;&lt;&#x41;&nosuch;'.repeat(60_000),
  'tables inside tables': '<table><tr><td>'.repeat(30_000),
  'end tags of nothing': `${'<div>'.repeat(20_000)}${'</x>'.repeat(500_000)}`,
  'one text of two million characters': `<p><a href="/x">${'word '.repeat(400_000)}</a></p>`,
  'three thousand lists': many(
    3_000,
    (index) =>
      `<div class="c${index}"><ul><li><a href="/a${index}">Some words here</a></li><li><a href="/b${index}">Other words there</a></li></ul></div>`,
  ),
  'records with thousands of links': `<div>${many(20, (index) => `<div>${many(1_000, (link) => `<a href="/${index}/${link}">some words here ${link}</a>`)}</div>`)}</div>`,
};

describe('hostile pages', () => {
  it.each(Object.entries(HOSTILE))('are read in bounded time: %s', { timeout: 30_000 }, (_, html) => {
    const start = performance.now();
    const page = readPage(html + LIST, 'https://hostile.test/');
    const elapsedMs = performance.now() - start;
    expect(page.items.length).toBeLessThanOrEqual(1_000);
    expect(elapsedMs).toBeLessThan(MAX_MS);
  });

  it('still give their list when only their nesting is hostile', () => {
    const deep = `${'<div>'.repeat(3_000)}${LIST}`;
    expect(readPage(deep, 'https://hostile.test/').items).toHaveLength(5);
  });

  it('are marked as cut short at the limits', () => {
    const page = readPage('<p>x</p>'.repeat(100), 'https://hostile.test/', { maxElements: 50 });
    expect(page.truncated).toBe(true);
    let time = 0;
    const slow = readPage('<p>x</p>'.repeat(20_000), 'https://hostile.test/', {
      maxParseMs: 3,
      now: () => (time += 1),
    });
    expect(slow.truncated).toBe(true);
  });

  it('cannot reach the prototypes of objects by the names they use', () => {
    const html = `<ul>${many(4, (index) => `<li class="__proto__ constructor" itemprop="__proto__" data-__proto__="x"><a href="/${index}">The headline of story ${index}</a></li>`)}</ul>`;
    expect(readPage(html, 'https://hostile.test/').items).toHaveLength(4);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
