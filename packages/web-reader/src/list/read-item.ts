import { nameTokens } from '../page/element-traits.js';
import { ITEM_FIELDS, type ItemField, normalName } from '../values/field-names.js';
import { linkTarget, resolveUrl } from '../page/link-target.js';
import { collapse, descendants, isElement, textOf } from '../page/page-text.js';
import type { PageRecord } from './page-list.js';
import type { PageElement } from '../page/page-tree.js';
import { tableLabels } from '../page/table-labels.js';
import { dateIn } from '../values/read-date.js';

/** A thing a page says about an item: as shown, and as the page gives it to machines, where it does. */
export interface Fact {
  readonly text: string;
  readonly machine?: string;
}

/** An item of a list, with what the page really says about it. */
export interface PageItem {
  readonly title: string;
  readonly url: string;
  readonly facts: ReadonlyMap<ItemField, Fact>;
  /** What the page itself labels: table headers, `itemprop`, `data-*`, `Label: value`, class names. Normal names. */
  readonly labels: ReadonlyMap<string, readonly Fact[]>;
}

interface Leaf {
  readonly element: PageElement;
  readonly text: string;
}

const MAX_ELEMENTS = 400;

/** Reads one record. `null` when its link leads nowhere on the web. */
export function readItem(record: PageRecord, base: string): PageItem | null {
  const url = resolveUrl(record.href, base);
  if (url === null) return null;
  const elements = record.parts.flatMap((part) => [part, ...descendants(part, MAX_ELEMENTS)]).slice(0, MAX_ELEMENTS);
  const leaves = elements.flatMap((element): Leaf[] => {
    const own = element.children.some((child) => typeof child === 'string' && collapse(child) !== '');
    return own && !isOldPrice(element) ? [{ element, text: textOf(element, { maxCharacters: 1_000 }) }] : [];
  });
  const labels = readLabels(record, elements, leaves);
  const facts = new Map<ItemField, Fact>();
  const put = (field: ItemField, fact: Fact | null | undefined): void => {
    if (fact !== null && fact !== undefined && fact.text !== '' && !facts.has(field)) facts.set(field, fact);
  };
  const labelled = (field: ItemField): Fact | undefined => {
    for (const word of ITEM_FIELDS[field].split(' ')) {
      const fact = labels.get(word)?.find(({ text }) => text !== record.title);
      if (fact !== undefined) return fact;
    }
    return undefined;
  };
  const others = leaves.filter(({ text }) => text !== record.title);
  const words = others.map(({ text }) => text);
  const numbered = (field: ItemField, pattern: RegExp): void => {
    const fact = labelled(field);
    put(field, fact !== undefined && /\d/.test(fact.text) ? fact : undefined);
    put(field, firstMatch(words, pattern));
  };

  put('title', { text: record.title });
  put('url', { text: url });
  put('rank', rankOf(labelled('rank'), words));
  numbered(
    'points',
    /((?:\d[\d.,]*\s?[km]?)\s*(?:points?|pts|votes?|upvotes?|likes?)\b)|(?:score|points|votes)\s*:\s*(\d[\d.,]*)|▲\s*(\d[\d.,]*)/i,
  );
  numbered(
    'comments',
    /((?:\d[\d.,]*\s?k?)\s*(?:comments?|replies|responses|kommentare|commentaires)\b)|\bcomments?\s*[:(]\s*(\d[\d.,]*)/i,
  );
  put('comments_url', linkWith(elements, /\bcomments?\b|\brepl(?:y|ies)\b|\bdiscuss/i, base));
  put('author', authorOf(elements, labelled('author'), words));
  put('author_url', authorLink(elements, facts.get('author'), base));
  put('date', dateOf(elements, labelled('date'), words));
  const price = labelled('price');
  put('price', price !== undefined && /\d|free/i.test(price.text) ? price : undefined);
  put(
    'price',
    firstMatch(
      words,
      /((?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|CAD|AUD)\b)\s?\d(?:[\d.,]|\s(?=\d{3}))*|\d(?:[\d.,]|\s(?=\d{3}))*\s?(?:[€£$¥₹]|\b(?:USD|EUR|GBP|CHF|CAD|AUD|kr|zł)\b))/,
    ),
  );
  put('currency', labelled('currency') ?? currencyOf(facts.get('price')));
  put('rating', ratingOf(elements, labelled('rating'), words));
  numbered('reviews', /((?:\d[\d.,]*\s?k?)\s*(?:reviews?|ratings?)\b)/i);
  put('summary', labelled('summary') ?? longestProse(others, record));
  put('image', imageOf(elements, base));
  put('site', siteOf(words, labelled('site'), url));
  put('source', labelled('source'));
  put('category', labelled('category'));
  put('id', idOf(record.parts));
  return { title: record.title, url, facts, labels };
}

function readLabels(
  record: PageRecord,
  elements: readonly PageElement[],
  leaves: readonly Leaf[],
): Map<string, Fact[]> {
  const labels = new Map<string, Fact[]>();
  const add = (name: string, fact: Fact): void => {
    const normal = normalName(name);
    if (normal === '' || fact.text === '') return;
    const known = labels.get(normal) ?? [];
    if (known.every(({ text }) => text !== fact.text)) labels.set(normal, [...known, fact]);
  };
  for (const [name, cell] of tableLabels(record.parts)) add(name, { text: textOf(cell, { maxCharacters: 1_000 }) });
  for (const element of elements) {
    const property = element.attributes.get('itemprop');
    const content = element.attributes.get('content') ?? element.attributes.get('datetime');
    if (property !== undefined)
      add(
        property,
        content === undefined ? { text: textOf(element) } : { text: textOf(element) || content, machine: content },
      );
  }
  for (const part of record.parts) {
    for (const [name, value] of part.attributes)
      if (name.startsWith('data-') && value.length < 500) add(name.slice(5), { text: value.trim() });
  }
  for (const { element, text } of leaves) {
    const pair = /^([\p{L}][\p{L} _-]{1,30}):\s*(\S.{0,300})$/u.exec(text);
    if (pair !== null) add(pair[1] as string, { text: (pair[2] as string).trim() });
    if (element.tag === 'dt') {
      const siblings = element.parent?.children.filter(isElement) ?? [];
      const value = siblings[siblings.indexOf(element) + 1];
      if (value?.tag === 'dd') add(text, { text: textOf(value) });
    }
  }
  for (const { element, text } of leaves) {
    const names = element.attributes.get('class')?.split(/\s+/) ?? [];
    for (const name of [...names, ...nameTokens(element)]) add(name, { text });
    // A wrapper that holds nothing but this text lends it its name.
    const above = element.parent;
    if (above !== null && !record.parts.includes(above) && textOf(above, { maxCharacters: 1_000 }) === text) {
      for (const name of nameTokens(above)) add(name, { text });
    }
  }
  return labels;
}

function rankOf(label: Fact | undefined, words: readonly string[]): Fact | null {
  const shown = /^#?(\d{1,4})[.)]?$/.exec(label?.text ?? '')?.[1];
  return shown === undefined ? firstMatch(words, /^#?(\d{1,4})[.)]$/) : { text: shown };
}

function firstMatch(texts: readonly string[], pattern: RegExp): Fact | null {
  // Short texts first: a label says it more exactly than a sentence that mentions it.
  for (const text of texts.toSorted((a, b) => a.length - b.length)) {
    const match = pattern.exec(text);
    const value = match?.slice(1).find((group) => group !== undefined);
    if (value !== undefined) return { text: collapse(value) };
  }
  return null;
}

function isOldPrice(element: PageElement): boolean {
  return (
    element.tag === 'del' ||
    element.tag === 's' ||
    element.tag === 'strike' ||
    nameTokens(element).some((token) => token === 'was' || token === 'old')
  );
}

function linkWith(elements: readonly PageElement[], pattern: RegExp, base: string): Fact | null {
  for (const element of elements) {
    const href = linkTarget(element);
    if (href === null) continue;
    const text = textOf(element, { maxCharacters: 100 });
    if (text.length > 40 || !pattern.test(text)) continue;
    const url = resolveUrl(href, base);
    if (url !== null) return { text: url };
  }
  return null;
}

const BY = /^(?:written |posted |submitted |published )?by:?\s+/i;

function authorOf(elements: readonly PageElement[], label: Fact | undefined, words: readonly string[]): Fact | null {
  const related = elements.find((element) => /\bauthor\b/i.test(element.attributes.get('rel') ?? ''));
  const named = related === undefined ? label?.text : textOf(related);
  if (named !== undefined && named !== '' && named.length <= 80 && !/\d\s*(?:points|comments)/i.test(named))
    return { text: cutByline(named) };
  for (const element of elements) {
    for (const [index, child] of element.children.entries()) {
      const next = element.children[index + 1];
      if (typeof child === 'string' && /\bby:?\s*$/i.test(child) && isElement(next)) {
        const text = textOf(next, { maxCharacters: 100 });
        if (text !== '') return { text };
      }
    }
  }
  const match = firstMatch(
    words,
    /(?:^|[\s|·•])by:?\s+((?!\d)[^|·•–—,(\n]{2,60}?)\s*(?=$|[|·•–—,(\n]|\son\s|\s\d|\s(?:yesterday|today)\b)/i,
  );
  return match;
}

function cutByline(text: string): string {
  return collapse(text.replace(BY, '').split(/\s*[|·•]\s*|\s+(?=\d+ \w+ ago)/)[0] as string);
}

function authorLink(elements: readonly PageElement[], author: Fact | undefined, base: string): Fact | null {
  if (author === undefined) return null;
  const link = elements.find(
    (element) => linkTarget(element) !== null && cutByline(textOf(element, { maxCharacters: 200 })) === author.text,
  );
  const url = link === undefined ? null : resolveUrl(linkTarget(link) as string, base);
  return url === null ? null : { text: url };
}

function dateOf(elements: readonly PageElement[], label: Fact | undefined, words: readonly string[]): Fact | null {
  const time = elements.find(({ tag }) => tag === 'time');
  if (time !== undefined) {
    const machine = time.attributes.get('datetime')?.trim();
    const text = textOf(time);
    if (machine !== undefined && machine !== '') return { text: text === '' ? machine : text, machine };
    if (text !== '') return { text };
  }
  if (label !== undefined && label.text.length <= 60) {
    const inside = dateIn(label.text);
    if (inside !== null)
      return label.machine === undefined ? { text: inside } : { text: inside, machine: label.machine };
  }
  for (const text of words.toSorted((a, b) => a.length - b.length)) {
    const found = dateIn(text);
    if (found !== null) return { text: found };
  }
  return null;
}

const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/€|\bEUR\b/, 'EUR'],
  [/£|\bGBP\b/, 'GBP'],
  [/₹|\bINR\b/, 'INR'],
  [/\bUSD\b/, 'USD'],
  [/\bCHF\b/, 'CHF'],
  [/\bCAD\b/, 'CAD'],
  [/\bAUD\b/, 'AUD'],
];

/** The code of a currency the price names; `$` and `¥` are left alone, several countries use them. */
function currencyOf(price: Fact | undefined): Fact | null {
  const found = CURRENCIES.find(([sign]) => sign.test(price?.text ?? ''));
  return found === undefined ? null : { text: found[1] };
}

function ratingOf(elements: readonly PageElement[], label: Fact | undefined, words: readonly string[]): Fact | null {
  if (label !== undefined && /^\D*\d(?:[.,]\d+)?(?:\s*(?:\/|out of|of)\s*\d+)?\D*$/.test(label.text)) return label;
  const spoken = elements.flatMap((element) => [
    element.attributes.get('aria-label') ?? '',
    element.attributes.get('title') ?? '',
  ]);
  const said = firstMatch(
    [...words, ...spoken],
    /(\d(?:[.,]\d+)?)\s*(?:out of|\/)\s*(?:5|10)\b|(\d(?:[.,]\d+)?)\s*(?:stars?\b|★)/i,
  );
  if (said !== null) return said;
  const stars = words.find((text) => /^[★☆]{3,10}/.test(text));
  return stars === undefined ? null : { text: String(stars.match(/★/g)?.length ?? 0) };
}

function longestProse(leaves: readonly Leaf[], record: PageRecord): Fact | null {
  let longest = '';
  for (const { element, text } of leaves) {
    if (element === record.link || text.split(' ').length < 6 || text.length <= longest.length) continue;
    if (text.startsWith(record.title) || [...descendants(element, MAX_ELEMENTS)].includes(record.link)) continue;
    longest = text;
  }
  return longest === '' ? null : { text: longest };
}

function imageOf(elements: readonly PageElement[], base: string): Fact | null {
  for (const { tag, attributes } of elements) {
    if (tag !== 'img') continue;
    if (Number(attributes.get('width') ?? 99) < 16 || Number(attributes.get('height') ?? 99) < 16) continue;
    const candidates = [
      attributes.get('data-src'),
      attributes.get('src'),
      attributes
        .get('srcset')
        ?.trim()
        .split(/[\s,]+/)[0],
    ];
    for (const source of candidates) {
      const url = source === undefined || source.trim() === '' ? null : resolveUrl(source, base);
      if (url !== null) return { text: url };
    }
  }
  return null;
}

function siteOf(words: readonly string[], label: Fact | undefined, url: string): Fact {
  const shown =
    firstMatch(words, /^\(?((?:[a-z\d-]+\.)+[a-z]{2,}(?:\/[\w.~-]+)?)\)?$/i) ??
    firstMatch(words, /\(((?:[a-z\d-]+\.)+[a-z]{2,}(?:\/[\w.~-]+)?)\)/i);
  if (shown !== null) return shown;
  const named = label?.text.replaceAll(/^\(|\)$/g, '').trim();
  return {
    text:
      named !== undefined && named !== '' && named.length < 80 ? named : new URL(url).hostname.replace(/^www\./, ''),
  };
}

function idOf(parts: readonly PageElement[]): Fact | null {
  const attributes = parts[0]?.attributes;
  const id = attributes?.get('data-id') ?? attributes?.get('data-item-id') ?? attributes?.get('id');
  return id === undefined || id.trim() === '' ? null : { text: id.trim() };
}
