import { describe, expect, it } from 'vitest';
import { readPage } from './read-page.js';

const LIST = `<ul>${Array.from({ length: 5 }, (_, index) => `<li><a href="/${index}">The headline of story number ${index}</a></li>`).join('')}</ul>`;
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

/** A fifth of what a page may have and take: whatever the limits cut is cut sooner, and what they let pass is smaller. */
const PART = 0.2;
const LIMITS = { maxElements: 100_000 * PART, maxParseMs: 2_000 * PART };
/** Above four times what each takes; without limits the quadratic ones take 5,000 and far more. */
const MAX_CPU_MS = 2_500;

const HOSTILE: Readonly<Record<string, string>> = {
  'elements nested 30,000 deep': '<div>'.repeat(30_000),
  'links nested 6,000 deep': many(6_000, (index) => `<a href="/${index}"><p>`),
  'two million bytes of unclosed elements': '<b><i>'.repeat(340_000),
  '12,000 list items': many(12_000, (index) => `<li><a href="/${index}">Some words here ${index}</a>`),
  'formatting elements that HTML reopens again and again': many(6_000, (index) => `<font size=${index}><p>`),
  '50,000 attributes': `<div ${many(50_000, (index) => `a${index}=1 `)}>`,
  'a script that never ends': `<script>${'a<b&&"</scr"+'.repeat(50_000)}`,
  'comments that never end': '<!-- <a href="/x">words and words</a> '.repeat(10_000),
  'entities without end': '&amp;&lt;&#x41;&nosuch;'.repeat(20_000),
  'tables inside tables': '<table><tr><td>'.repeat(10_000),
  'end tags of nothing': `${'<div>'.repeat(6_000)}${'</x>'.repeat(150_000)}`,
  'one text of half a million characters': `<p><a href="/x">${'word '.repeat(100_000)}</a></p>`,
  'a thousand lists': many(
    1_000,
    (index) =>
      `<div class="c${index}"><ul><li><a href="/a${index}">Some words here</a></li><li><a href="/b${index}">Other words there</a></li></ul></div>`,
  ),
  'records with hundreds of links': `<div>${many(20, (index) => `<div>${many(300, (link) => `<a href="/${index}/${link}">some words here ${link}</a>`)}</div>`)}</div>`,
};

describe('hostile pages', () => {
  it.each(Object.entries(HOSTILE))('are read in bounded time: %s', (_, html) => {
    const before = process.cpuUsage();
    const page = readPage(html + LIST, 'https://hostile.test/', LIMITS);
    const { user, system } = process.cpuUsage(before);
    expect(page.items.length).toBeLessThanOrEqual(1_000);
    expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
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
