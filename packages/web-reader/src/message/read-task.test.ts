import { describe, expect, it } from 'vitest';
import { readTask } from './read-task.js';

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
    ['now as JSON', 'json'],
    ['only the titles', 'titles'],
    ['just the links', 'links'],
    ['as a markdown list', 'markdown'],
    ['top 5', null],
  ])('names a style: %s', (message, style) => {
    expect(readTask(message).style).toBe(style);
  });
});
