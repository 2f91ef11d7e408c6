import { describe, expect, it } from 'vitest';
import { findAddresses } from './find-addresses.js';
import { readTask, readWords } from './read-task.js';
import { wordsOf } from './words.js';

describe('a message', () => {
  it.each([
    ['Top 3 stories on Hacker News?', 3],
    ['Top 30 stories', 30],
    ['top ten headlines', 10],
    ['the first twenty-five results please', 25],
    ['List 12 products', 12],
    ['Give me a dozen links', 12],
    ['What is the top story right now?', 1],
    ['and the next 5?', 5],
    ['5 more', 5],
    ['7', 7],
    ['now 8 please', 8],
    ['sorry, make it 8', 8],
    ['give me 5 minutes', null],
    ['the 5 most discussed stories', 5],
    ['What are the stories?', null],
    ['stories from the last 24 hours', null],
    ['News of 2026', null],
    ['Read https://example.com/top/10/items?page=3', null],
    ['the top-10 stories', 10],
    ['5 most-discussed posts', 5],
    ['the #1 top story', 1],
    ['the first page', 1],
    ['half a dozen offers', 6],
    ['ok, 9!', 9],
    ['12345 items', null],
  ])('says how many items it wants: %s', (message, count) => {
    expect(readTask(message).count).toBe(count);
  });

  it.each([
    ['Top 3 on https://example.com/news.', 'https://example.com/news'],
    ['Look at (http://example.com/a_(b)), please', 'http://example.com/a_(b)'],
    ['Top 3 stories on news.ycombinator.com', 'https://news.ycombinator.com/'],
    ['Top 3 of www.example.co.uk/list?x=1!', 'https://www.example.co.uk/list?x=1'],
    ['see http://localhost:3000/x', 'http://localhost:3000/x'],
    ['see localhost:3000/x', 'http://localhost:3000/x'],
    ['write to me@example.com about Node.js', null],
    ['Top 3 stories', null],
    ['https://', null],
    ['https://… or https://example.com/b', 'https://example.com/b'],
    ['It is on example.com.Have a look', 'https://example.com/'],
    ['(see example.org:8080/a,b)', 'https://example.org:8080/a,b'],
    ['at 10.0.0.1:81!', 'http://10.0.0.1:81/'],
  ])('names a page: %s', (message, url) => {
    expect(readTask(message).url).toBe(url);
  });

  it.each([
    ['and the next 5?', true],
    ['show me more', true],
    ['top 5', false],
  ])('asks to go on: %s', (message, next) => {
    expect(readTask(message).next).toBe(next);
  });

  it.each([
    ['a number and spaces without end', `5${' '.repeat(400)}x`],
    ['numbers without what they count', '5 '.repeat(400)],
    ['words that may stand between', `5 ${'most '.repeat(400)}`],
    ['number words', 'twenty-'.repeat(400)],
    ['words that ask for more', 'and now ok only just make it '.repeat(60)],
    ['dashes', `top ${'- '.repeat(400)}`],
  ])('is read in work that grows with its words alone: %s', (_, text) => {
    const reads = (of: string): number => {
      let count = 0;
      const words = new Proxy(wordsOf(of), {
        get(target, key) {
          if (typeof key === 'string' && /^\d+$/.test(key)) count += 1;
          return Reflect.get(target, key) as unknown;
        },
      });
      readWords(words);
      return count;
    };
    expect(reads(text)).toBeLessThan(200 * (wordsOf(text).length + 1));
    expect(reads(text.repeat(4))).toBeLessThan(4.5 * reads(text) + 200);
  });

  it.each([
    ['dots', '.'.repeat(15_000)],
    ['an address that ends in brackets', `https://example.com/${')'.repeat(15_000)}`],
    ['labels', 'a.'.repeat(7_000)],
    ['dashes', `${'a-'.repeat(7_000)}.com`],
    ['schemes', 'https://'.repeat(2_000)],
    ['a number and spaces', `5${' '.repeat(15_000)}x`],
  ])('of 15 kB that is made to be slow is read all the same: %s', (_, text) => {
    expect(findAddresses(text).urls.length).toBeLessThanOrEqual(1);
    expect(readTask(text).count).toBeNull();
  });

  it.each([
    ['now as JSON', 'json'],
    ['only the titles', 'titles'],
    ['just the links', 'links'],
    ['as a markdown list', 'markdown'],
    ['top 5', null],
  ])('names a style: %s', (message, style) => {
    expect(readTask(message).style).toBe(style);
  });
});
