import { findList } from '../list/find-list.js';
import { baseUrl } from '../page/link-target.js';
import { findNextPage } from '../list/next-page.js';
import { descendants, textOf } from '../page/page-text.js';
import { type PageLimits, parsePage } from '../page/page-tree.js';
import { type PageItem, readItem } from '../list/read-item.js';

/** What a page says: its title, its main list, and where the list goes on. */
export interface ReadPage {
  readonly url: string;
  readonly title: string;
  readonly description: string;
  /** The beginning of its text. */
  readonly excerpt: string;
  readonly items: readonly PageItem[];
  /** Names the pattern of the list, so that the next page is read the same way; `null`: there is no list. */
  readonly listKey: string | null;
  readonly nextUrl: string | null;
  /** True when a limit cut the page short. */
  readonly truncated: boolean;
}

const EXCERPT_CHARACTERS = 600;

/** Reads a page of HTML. Never throws: hostile HTML is cut at the limits. */
export function readPage(
  html: string,
  url: string,
  options: PageLimits & { readonly listKey?: string } = {},
): ReadPage {
  const { root, truncated } = parsePage(html, options);
  const base = baseUrl(descendants(root), url);
  const list = findList(root, options.listKey);
  const items = (list?.records ?? []).flatMap((record) => readItem(record, base) ?? []);
  return {
    url,
    title: titleOf(root),
    description: metaOf(root, ['description', 'og:description']),
    excerpt: bodyText(root),
    items,
    listKey: list?.key ?? null,
    nextUrl: findNextPage(root, list, url, base),
    truncated,
  };
}

function titleOf(root: Parameters<typeof textOf>[0]): string {
  let heading = '';
  for (const element of descendants(root)) {
    if (element.tag === 'title') {
      const title = textOf(element, { maxCharacters: 300 });
      if (title !== '') return title;
    }
    if (element.tag === 'h1' && heading === '') heading = textOf(element, { maxCharacters: 300 });
  }
  return heading === '' ? metaOf(root, ['og:title']) : heading;
}

function metaOf(root: Parameters<typeof textOf>[0], names: readonly string[]): string {
  for (const { tag, attributes } of descendants(root)) {
    if (tag !== 'meta') continue;
    const name = (attributes.get('name') ?? attributes.get('property') ?? '').toLowerCase();
    if (names.includes(name)) return (attributes.get('content') ?? '').trim().slice(0, 1_000);
  }
  return '';
}

function bodyText(root: Parameters<typeof textOf>[0]): string {
  for (const element of descendants(root)) {
    if (element.tag === 'body') return textOf(element, { maxCharacters: EXCERPT_CHARACTERS, separator: '\n' });
  }
  return '';
}
