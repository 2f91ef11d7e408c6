import fc from 'fast-check';

/** A generated site: its pages by address, and the items a reader should find, in order. */
export interface GeneratedSite {
  readonly shape: string;
  readonly pages: Readonly<Record<string, string>>;
  readonly items: readonly GeneratedItem[];
}

export interface GeneratedItem {
  readonly title: string;
  readonly url: string;
  readonly points: number;
  readonly author: string;
}

export const SITE = 'https://generated.test';

const CONSONANTS = 'bcdfghjklmnprstvwz'.split('');
const VOWELS = 'aeiou'.split('');
const syllable = fc
  .tuple(fc.constantFrom(...CONSONANTS), fc.constantFrom(...VOWELS))
  .map(([consonant, vowel]) => consonant + vowel);
/** Made of syllables, so that no class name or word means anything. */
const word = fc.array(syllable, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(''));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const phrase = (min: number, max: number): fc.Arbitrary<string> =>
  fc.array(word, { minLength: min, maxLength: max }).map((words) => capital(words.join(' ')));

const item = fc
  .record({ words: phrase(4, 11), slug: word, points: fc.integer({ min: 2, max: 9_000 }), author: phrase(1, 2) })
  .map(({ words, slug, points, author }) => ({ title: words, path: `/${slug}`, points, author }));
type RawItem = { title: string; path: string; points: number; author: string };

const items = fc
  .uniqueArray(item, { minLength: 5, maxLength: 30, selector: ({ title }) => title })
  .map((raw) => raw.map((one, index) => ({ ...one, path: `${one.path}-${index}` })));

/** What is around the list: menus, sidebars, prose, a footer; with semantic tags, or as `div`s with names that mean nothing. */
interface Frame {
  readonly semantic: boolean;
  readonly names: readonly string[];
  readonly menu: readonly string[];
  readonly side: readonly string[];
  readonly prose: readonly string[];
  readonly depth: number;
}

const frame = (menuMin = 3, menuMax = 12): fc.Arbitrary<Frame> =>
  fc.record({
    semantic: fc.boolean(),
    names: fc.uniqueArray(word, { minLength: 12, maxLength: 12 }),
    menu: fc.array(phrase(1, 2), { minLength: menuMin, maxLength: menuMax }),
    side: fc.array(phrase(1, 3), { minLength: 0, maxLength: 8 }),
    prose: fc.array(phrase(8, 25), { minLength: 0, maxLength: 3 }),
    depth: fc.integer({ min: 0, max: 5 }),
  });

function around({ semantic, names, menu, side, prose, depth }: Frame, content: string): string {
  const box = (tag: string, name: string | undefined, inside: string): string =>
    semantic ? `<${tag}>${inside}</${tag}>` : `<div class="${name}">${inside}</div>`;
  const links = (labels: readonly string[], base: string): string =>
    `<ul>${labels.map((label, index) => `<li><a href="/${base}/${index}">${label}</a></li>`).join('\n')}</ul>`;
  const nested = `${'<div>'.repeat(depth)}${content}${'</div>'.repeat(depth)}`;
  return `<!doctype html><html><head><title>${names[10]}</title></head><body class="${names[11]}">
${box('header', names[0], `<a href="/">${names[9]}</a>${box('nav', names[1], links(menu, 'menu'))}`)}
${box('main', names[2], `${prose.map((text) => `<p>${text}. <a href="/about">${names[8]}</a> ${text}.</p>`).join('')}${nested}`)}
${side.length === 0 ? '' : box('aside', names[3], links(side, 'side'))}
${box('footer', names[4], links(menu.slice(0, 5), 'foot'))}
</body></html>`;
}

function expected(raw: readonly RawItem[]): GeneratedItem[] {
  return raw.map(({ title, path, points, author }) => ({ title, url: `${SITE}${path}`, points, author }));
}

const onePage = (
  shape: string,
  render: fc.Arbitrary<(items: readonly RawItem[]) => string>,
  frames = frame(),
): fc.Arbitrary<GeneratedSite> =>
  fc.tuple(items, frames, render).map(([raw, setting, draw]) => ({
    shape,
    pages: { [`${SITE}/`]: around(setting, draw(raw)) },
    items: expected(raw),
  }));

const meta = ({ points, author }: RawItem): string => `${points} points by ${author}`;

/** Advertisements between the items, marked as such. */
const adverts = fc.record({
  every: fc.integer({ min: 3, max: 7 }),
  label: fc.constantFrom('Ad', 'Sponsored', 'Advertisement'),
  text: phrase(4, 8),
});
function withAdverts(
  rows: readonly string[],
  { every, label, text }: { every: number; label: string; text: string },
  wrap: (inside: string) => string,
): string {
  return rows
    .map((row, index) =>
      index % every === every - 1 ? row + wrap(`<span>${label}</span> <a href="/ad/${index}">${text}</a>`) : row,
    )
    .join('\n');
}

const table = onePage(
  'table with a header',
  fc.tuple(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.boolean()).map(([order, head]) => (raw) => {
    const columns = [
      { name: 'Name', cell: ({ title, path }: RawItem): string => `<a href="${path}">${title}</a>` },
      { name: 'Points', cell: ({ points }: RawItem): string => `${points}` },
      { name: 'Author', cell: ({ author }: RawItem): string => author },
      { name: 'No', cell: (one: RawItem): string => `${raw.indexOf(one) + 1}` },
    ];
    const chosen = order.map((index) => columns[index]!);
    const header = `<tr>${chosen.map(({ name }) => `<th>${name}</th>`).join('')}</tr>`;
    const rows = raw.map((one) => `<tr>${chosen.map(({ cell }) => `<td>${cell(one)}</td>`).join('')}</tr>`).join('\n');
    return head ? `<table><thead>${header}</thead><tbody>${rows}</tbody></table>` : `<table>${header}${rows}</table>`;
  }),
);

const twoRowTable = onePage(
  'table with a detail row below each title row',
  fc
    .record({ spacer: fc.boolean(), number: fc.boolean(), nested: fc.boolean() })
    .map(({ spacer, number, nested }) => (raw) => {
      const rows = raw.map(
        (one, index) =>
          `<tr>${number ? `<td>${index + 1}.</td>` : ''}<td><a href="/vote/${index}"><div></div></a></td><td><span><a href="${one.path}">${one.title}</a></span></td></tr><tr><td colspan="${number ? 2 : 1}"></td><td>${meta(one)} | <a href="/hide/${index}">hide</a> | <a href="${one.path}#c">${index} comments</a></td></tr>${spacer ? '<tr></tr>' : ''}`,
      );
      const inner = `<table>${rows.join('\n')}</table>`;
      return nested ? `<table><tr><td>${inner}</td></tr></table>` : inner;
    }),
);

const list = onePage(
  'list with adverts',
  fc
    .record({
      tag: fc.constantFrom('ul', 'ol'),
      heading: fc.constantFrom('', 'h2', 'h3', 'strong'),
      closed: fc.boolean(),
      name: word,
      advert: adverts,
    })
    .map(({ tag, heading, closed, name, advert }) => (raw) => {
      const rows = raw.map((one) => {
        const link = `<a href="${one.path}">${one.title}</a>`;
        return `<li class="${name}">${heading === '' ? link : `<${heading}>${link}</${heading}>`} <small>${meta(one)}</small>${closed ? '</li>' : ''}`;
      });
      return `<${tag}>${withAdverts(rows, advert, (inside) => `<li class="${name}">${inside}${closed ? '</li>' : ''}`)}</${tag}>`;
    }),
);

const cards = onePage(
  'cards in rows',
  fc
    .record({
      perRow: fc.integer({ min: 1, max: 4 }),
      whole: fc.boolean(),
      names: fc.array(word, { minLength: 4, maxLength: 4 }),
      text: phrase(8, 16),
    })
    .map(({ perRow, whole, names, text }) => (raw) => {
      const card = (one: RawItem): string => {
        const inside = `<img src="${one.path}.jpg" alt=""><h3>${whole ? one.title : `<a href="${one.path}">${one.title}</a>`}</h3><p>${text}</p><span>${meta(one)}</span>`;
        return whole
          ? `<a class="${names[0]}" href="${one.path}">${inside}</a>`
          : `<div class="${names[0]}"><a href="${one.path}"><img src="${one.path}.png"></a>${inside}<a href="${one.path}">Read more</a></div>`;
      };
      const rows: string[] = [];
      for (let start = 0; start < raw.length; start += perRow)
        rows.push(
          `<div class="${names[1]}">${raw
            .slice(start, start + perRow)
            .map(card)
            .join('\n')}</div>`,
        );
      return `<div class="${names[2]}">${rows.join('\n')}</div>`;
    }),
);

const divSoup = onePage(
  'div soup',
  fc
    .record({
      outer: fc.integer({ min: 0, max: 4 }),
      inner: fc.integer({ min: 0, max: 4 }),
      classes: fc.boolean(),
      unique: fc.boolean(),
      names: fc.array(word, { minLength: 6, maxLength: 6 }),
      flip: fc.boolean(),
    })
    .map(({ outer, inner, classes, unique, names, flip }) => (raw) => {
      const div = (depth: number, name: string | undefined, inside: string): string =>
        depth === 0 ? inside : `<div${classes ? ` class="${name}"` : ''}>${div(depth - 1, name, inside)}</div>`;
      const records = raw.map((one, index) => {
        const title = div(inner, names[0], `<a href="${one.path}">${one.title}</a>`);
        const info = `<div${classes ? ` class="${names[1]}"` : ''}><span>${one.points} points</span><span> by </span><span>${one.author}</span></div>`;
        return `<div${unique ? ` id="${names[2]}${index}"` : ''}>${div(outer, names[3], flip ? info + title : title + info)}</div>`;
      });
      return `<div>${records.join('\n')}</div>`;
    }),
);

const decoy = onePage(
  'a menu longer than the list',
  fc.record({ tag: fc.constantFrom('ul', 'div'), bare: fc.boolean() }).map(({ tag, bare }) => (raw) => {
    const child = tag === 'ul' ? 'li' : 'div';
    return `<${tag}>${raw.map((one) => `<${child}><a href="${one.path}">${one.title}</a>${bare ? '' : ` <span>${meta(one)}</span>`}</${child}>`).join('\n')}</${tag}>`;
  }),
  frame(40, 120),
);

const definitions = onePage(
  'definition list',
  fc.record({ second: fc.boolean() }).map(
    ({ second }) =>
      (raw) =>
        `<dl>${raw.map((one) => `<dt><a href="${one.path}">${one.title}</a></dt><dd>${meta(one)}</dd>${second ? `<dd><a href="${one.path}/more">Details</a></dd>` : ''}`).join('\n')}</dl>`,
  ),
);

const flat = onePage(
  'headings and paragraphs with nothing around each item',
  fc.record({ heading: fc.constantFrom('h2', 'h3', 'h4'), rule: fc.boolean() }).map(
    ({ heading, rule }) =>
      (raw) =>
        `<div>${raw.map((one) => `<${heading}><a href="${one.path}">${one.title}</a></${heading}><p>${meta(one)}</p>${rule ? '<hr>' : ''}`).join('\n')}</div>`,
  ),
);

const paged: fc.Arbitrary<GeneratedSite> = fc
  .tuple(
    fc.uniqueArray(item, { minLength: 9, maxLength: 40, selector: ({ title }) => title }),
    frame(),
    fc.record({
      perPage: fc.integer({ min: 4, max: 10 }),
      link: fc.constantFrom('rel', 'head', 'word', 'more', 'arrow', 'numbers', 'label'),
      scheme: fc.constantFrom('/?page=', '/page/', '?p='),
      name: word,
      loop: fc.boolean(),
    }),
  )
  .map(([raw, setting, { perPage, link, scheme, name, loop }]) => {
    const all = raw.map((one, index) => ({ ...one, path: `${one.path}-${index}` }));
    const count = Math.ceil(all.length / perPage);
    const address = (number: number): string => (number === 1 ? '/' : `${scheme}${number}`);
    const pages: Record<string, string> = {};
    for (let number = 1; number <= count; number += 1) {
      const own = all.slice((number - 1) * perPage, number * perPage);
      // The last page may lead back to the first, as some sites do.
      const next = number < count ? address(number + 1) : loop && link !== 'numbers' ? '/' : null;
      const previous = number > 1 ? `<a href="${address(number - 1)}">${link === 'arrow' ? '‹' : 'Previous'}</a> ` : '';
      const numbers = Array.from({ length: count }, (_, index) =>
        index + 1 === number ? `<span>${number}</span>` : `<a href="${address(index + 1)}">${index + 1}</a>`,
      ).join(' ');
      const pagers = {
        rel: `<div>${previous}<a rel="next" href="${next}">${name}</a></div>`,
        head: '',
        word: `<div>${previous}<a href="${next}">Next</a></div>`,
        more: `<p><a href="${next}">More</a></p>`,
        arrow: `<div class="pagination">${previous}<a href="${next}">›</a></div>`,
        numbers: `<div>${numbers}</div>`,
        label: `<div><a href="${next}" aria-label="Next page"><i></i></a></div>`,
      };
      const pager = next === null && link !== 'numbers' ? previous : pagers[link];
      const html = around(
        setting,
        `<ul>${own.map((one) => `<li class="${name}"><a href="${one.path}">${one.title}</a> <i>${meta(one)}</i></li>`).join('\n')}</ul>${pager}`,
      );
      pages[new URL(address(number), `${SITE}/`).href] =
        link === 'head' && next !== null ? html.replace('</head>', `<link rel="next" href="${next}"></head>`) : html;
    }
    return { shape: 'paged', pages, items: expected(all) };
  });

/** Page shapes by name; each draws random words, class names, nesting and surroundings. */
export const SHAPES: Readonly<Record<string, fc.Arbitrary<GeneratedSite>>> = {
  table,
  twoRowTable,
  list,
  cards,
  divSoup,
  decoy,
  definitions,
  flat,
  paged,
};
