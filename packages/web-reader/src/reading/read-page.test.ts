import { describe, expect, it } from 'vitest';
import { readPage } from './read-page.js';

const PAGE = 'https://site.test/list/index.html';
const titles = (html: string): string[] => readPage(html, PAGE).items.map(({ title }) => title);
const facts = (html: string): Record<string, string>[] =>
  readPage(html, PAGE).items.map((item) => Object.fromEntries([...item.facts].map(([name, { text }]) => [name, text])));

const HEADLINES = [
  'Rust compiler gains a new borrow checker',
  'Why our database moved to one machine',
  'A visual introduction to quaternions',
  'Show HN: A tiny synthesizer in the browser',
  'The lost art of reading assembly',
];

function hackerNews(classes: boolean): string {
  const c = (name: string): string => (classes ? ` class="${name}"` : '');
  const rows = HEADLINES.map(
    (title, index) => `
<tr${c('athing submission')} id="${4000 + index}"><td align="right" valign="top"${c('title')}><span${c('rank')}>${index + 1}.</span></td><td valign="top"${c('votelinks')}><center><a id="up_${index}" href="vote?id=${index}&amp;how=up"><div${c('votearrow')} title="upvote"></div></a></center></td><td${c('title')}><span${c('titleline')}><a href="https://blog${index}.example.com/post">${title}</a><span${c('sitebit comhead')}> (<a href="from?site=blog${index}.example.com"><span${c('sitestr')}>blog${index}.example.com</span></a>)</span></span></td></tr>
<tr><td colspan="2"></td><td${c('subtext')}><span${c('subline')}><span${c('score')} id="score_${index}">${100 + index} points</span> by <a href="user?id=user${index}"${c('hnuser')}>user${index}</a> <span${c('age')} title="2026-01-0${index + 1}T10:00:00"><a href="item?id=${index}">${index + 2} hours ago</a></span> | <a href="hide?id=${index}">hide</a> | <a href="item?id=${index}">${index * 10 + 3}&nbsp;comments</a></span></td></tr>
<tr${c('spacer')} style="height:5px"></tr>`,
  );
  return `<html><head><title>Hacker News</title></head><body><center><table id="hnmain" border="0"><tr><td bgcolor="#ff6600"><table><tr><td><a href="https://news.test"><img src="y18.svg"></a></td><td><span${c('pagetop')}><b${c('hnname')}><a href="news">Hacker News</a></b><a href="newest">new</a> | <a href="front">past</a> | <a href="newcomments">comments</a> | <a href="ask">ask</a> | <a href="show">show</a> | <a href="jobs">jobs</a> | <a href="submit">submit</a></span></td></tr></table></td></tr><tr style="height:10px"></tr><tr><td><table border="0">${rows.join('')}<tr style="height:10px"></tr><tr><td colspan="2"></td><td${c('title')}><a href="?p=2"${c('morelink')} rel="next">More</a></td></tr></table></td></tr><tr><td><center><span${c('yclinks')}><a href="newsguidelines.html">Guidelines</a> | <a href="newsfaq.html">FAQ</a> | <a href="lists">Lists</a> | <a href="https://github.com/x">API</a> | <a href="security.html">Security</a></span></center></td></tr></table></center></body></html>`;
}

describe('reading a page', () => {
  it.each([true, false])('reads a table of title rows and detail rows (with classes: %s)', (classes) => {
    const page = facts(hackerNews(classes));
    expect(page.map(({ title }) => title)).toEqual(HEADLINES);
    expect(page[1]).toMatchObject({
      url: 'https://blog1.example.com/post',
      rank: '2',
      points: '101 points',
      comments: '13 comments',
      comments_url: 'https://site.test/list/item?id=1',
      author: 'user1',
      author_url: 'https://site.test/list/user?id=user1',
      date: '3 hours ago',
      site: 'blog1.example.com',
      id: '4001',
    });
    expect(readPage(hackerNews(classes), PAGE).nextUrl).toBe('https://site.test/list/index.html?p=2');
  });

  it('reads product cards in rows, with price, rating and picture', () => {
    const card = (name: string, price: string, index: number): string => `
      <div class="col"><div class="card">
        <a href="/p/${index}"><img src="/img/${index}.jpg" alt="${name}"></a>
        <div class="body"><a class="name" href="/p/${index}">${name}</a>
          <span class="stars" aria-label="4.${index} out of 5 stars"></span>
          <del>$999.00</del> <span class="price">${price}</span>
          <button>Add to cart</button> <a href="/p/${index}#reviews">${index} reviews</a></div></div></div>`;
    const names = ['Blue Mug', 'Oak Desk', 'Red Lamp', 'Wool Rug', 'Tall Vase', 'Iron Pan', 'Tea Pot'];
    const rows = [names.slice(0, 3), names.slice(3, 6), names.slice(6)].map(
      (row) =>
        `<div class="row">${row.map((name) => card(name, `$${names.indexOf(name) + 1},299.00`, names.indexOf(name))).join('')}</div>`,
    );
    const html = `<nav><ul>${Array.from({ length: 30 }, (_, index) => `<li><a href="/c/${index}">Category ${index}</a></li>`).join('')}</ul></nav><div id="grid">${rows.join('')}</div>`;
    const page = facts(html);
    expect(page.map(({ title }) => title)).toEqual(names);
    expect(page[3]).toMatchObject({
      url: 'https://site.test/p/3',
      price: '$4,299.00',
      rating: '4.3',
      image: 'https://site.test/img/3.jpg',
      reviews: '3 reviews',
    });
  });

  it('reads cards that are links as a whole', () => {
    const html = HEADLINES.map(
      (title, index) =>
        `<a class="teaser" href="/${index}"><img src="${index}.png"><div><span class="kicker">World</span><h3>${title}</h3><p>Something long is said about this story here, for a line or two.</p></div></a>`,
    ).join('');
    const page = facts(`<main>${html}</main>`);
    expect(page.map(({ title }) => title)).toEqual(HEADLINES);
    expect(page[0]).toMatchObject({
      summary: 'Something long is said about this story here, for a line or two.',
      category: 'World',
    });
  });

  it('reads a definition list', () => {
    const html = `<dl>${HEADLINES.map((title, index) => `<dt><a href="/${index}">${title}</a></dt><dd>Description number ${index} says a few more words.</dd>`).join('')}</dl>`;
    expect(facts(html).map(({ title, summary }) => [title, summary])).toEqual(
      HEADLINES.map((title, index) => [title, `Description number ${index} says a few more words.`]),
    );
  });

  it('reads a table with headers by its columns', () => {
    const html = `<table><thead><tr><th>#</th><th>Paper</th><th>Venue</th><th>Citations</th></tr></thead><tbody>${HEADLINES.map((title, index) => `<tr><td>${index + 1}</td><td><a href="/${index}">${title}</a></td><td>Venue ${index}</td><td>${index}42</td></tr>`).join('')}</tbody></table>`;
    const [, second] = readPage(html, PAGE).items;
    expect(second?.title).toBe(HEADLINES[1]);
    expect(second?.labels.get('venue')).toEqual([{ text: 'Venue 1' }]);
    expect(second?.labels.get('citations')).toEqual([{ text: '142' }]);
  });

  it('reads titles beside links that all say the same', () => {
    const html = `<div>${HEADLINES.map((title, index) => `<div class="x"><div class="t">${title}</div><div><a href="/${index}">Read more</a></div></div>`).join('')}</div>`;
    expect(facts(html).map(({ title, url }) => [title, url])).toEqual(
      HEADLINES.map((title, index) => [title, `https://site.test/${index}`]),
    );
  });

  it('keeps a picture above a title with its own item', () => {
    const html = `<div>${HEADLINES.map((title, index) => `<img src="/${index}.png"><h2><a href="/${index}">${title}</a></h2><p>Text ${index}</p>`).join('')}</div>`;
    expect(facts(html).map(({ image }) => image)).toEqual(
      HEADLINES.map((_, index) => `https://site.test/${index}.png`),
    );
  });

  it('leaves out advertisements, hidden items and repeats', () => {
    const item = (title: string, href: string, attributes = ''): string =>
      `<li ${attributes}><h3><a href="${href}">${title}</a></h3></li>`;
    const html = `<ul>${item(HEADLINES[0]!, '/0')}${item('Buy this wonderful thing today', '/ad', 'class="sponsored"')}${item(HEADLINES[1]!, '/1')}${item('Hidden from every reader', '/h', 'style="display: none"')}${item('Also hidden from readers', '/h2', 'hidden')}${item(HEADLINES[0]!, '/0')}<li><span>Advertisement</span><h3><a href="/ad2">Another wonderful thing today</a></h3></li>${item(HEADLINES[2]!, '/2')}</ul>`;
    expect(titles(html)).toEqual(HEADLINES.slice(0, 3));
  });

  it('keeps items that look a little different', () => {
    const html = `<ul>${HEADLINES.map((title, index) => `<li class="${index === 0 ? 'item featured big' : index % 2 === 0 ? 'item even' : 'item odd'}"><a href="/${index}">${title}</a><small>${index} points</small></li>`).join('')}</ul>`;
    expect(titles(html)).toEqual(HEADLINES);
  });

  it('resolves links against the base of the page', () => {
    const html = `<head><base href="https://other.test/deep/"></head><ul>${HEADLINES.map((title, index) => `<li><a href="a${index}">${title}</a>`).join('')}</ul>`;
    expect(readPage(html, PAGE).items.map(({ url }) => url)).toEqual(
      HEADLINES.map((_, index) => `https://other.test/deep/a${index}`),
    );
  });

  it('finds no list in an article, an empty page or a lone menu', () => {
    const words = 'This paragraph has many words and in the middle of it there is ';
    const article = `<article>${Array.from({ length: 6 }, (_, index) => `<p>${words}<a href="/${index}">one link number ${index}</a> and after it the text goes on for a good while.</p>`).join('')}</article>`;
    const menu = '<nav><a href="/a">Home</a><a href="/b">About</a><a href="/c">Contact</a></nav><p>Hello.</p>';
    for (const html of [article, menu, '', '<html></html>', 'plain words']) expect(titles(html), html).toEqual([]);
  });

  describe('the next page', () => {
    const list = `<ul>${HEADLINES.map((title, index) => `<li><a href="/${index}">${title}</a></li>`).join('')}</ul>`;
    it.each([
      ['a link element', `<link rel="next" href="/2">${list}`, 'https://site.test/2'],
      ['rel=next', `${list}<a rel="next" href="/2">mehr</a>`, 'https://site.test/2'],
      ['the word Next', `${list}<div><a href="/0">Previous</a> <a href="/2">Next »</a></div>`, 'https://site.test/2'],
      ['the word More', `${list}<a href="/2">More</a>`, 'https://site.test/2'],
      [
        'an arrow in a pager',
        `${list}<div class="pagination"><a href="/1">‹</a><a href="/2">›</a></div>`,
        'https://site.test/2',
      ],
      [
        'numbers with a marked one',
        `${list}<div><a href="/p1">1</a> <a class="current" href="/p2">2</a> <a href="/p3">3</a></div>`,
        'https://site.test/p3',
      ],
      [
        'numbers with one that is no link',
        `${list}<ul><li>1</li><li><a href="/p2">2</a></li><li><a href="/p3">3</a></li></ul>`,
        'https://site.test/p2',
      ],
      ['an icon with a label', `${list}<a href="/2" aria-label="Next page"><svg></svg></a>`, 'https://site.test/2'],
      ['nothing', list, null],
      ['another site', `${list}<a href="https://ads.test/2">Next</a>`, null],
      ['the page itself', `${list}<a href="${PAGE}#top">Next</a>`, null],
      ['a script', `${list}<a href="javascript:more()">More</a>`, null],
    ])('is found by %s', (_, html, url) => {
      expect(readPage(html, PAGE).nextUrl).toBe(url);
    });
  });
});
