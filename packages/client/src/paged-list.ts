import type { Page } from '@agent-session/protocol';
import { ListShiftedError } from './errors/local-errors.js';

/** A list that is read page by page. Nothing is sent until it is iterated or a page is asked for. */
export interface PagedList<Item> extends AsyncIterable<Item> {
  /** One page, as it comes. Numbers begin at 1. */
  page(number: number): Promise<Page<Item>>;
  /** All pages in turn, as they come: an item that moved between two reads may be in both. */
  pages(): AsyncIterable<Page<Item>>;
}

/** How items move when the list changes between two pages. */
export interface Shifting<Item> {
  /** What tells an item from another; `null`: nothing does. */
  readonly identify: ((item: Item) => string) | null;
  /** New items come first, so that those after them move to later pages. */
  readonly newestFirst: boolean;
}

/** A list that keeps shrinking under the reader is given up after so many steps back. */
const maxStepsBack = 20;

/**
 * Reads a list through `readPage`. Iterating yields each item once although the list changes meanwhile: what has moved
 * to a later page is not repeated, and when the list has shrunk the page before is read again. Where that could still
 * hide items, it ends with a {@link ListShiftedError}; it never loops on a page.
 */
export function createPagedList<Item>(
  readPage: (page: number) => Promise<Page<Item>>,
  shifting: Shifting<Item>,
): PagedList<Item> {
  return {
    page: readPage,
    pages: () => iteratePages(readPage),
    [Symbol.asyncIterator]: () => iterateItems(readPage, shifting),
  };
}

async function* iteratePages<Item>(readPage: (page: number) => Promise<Page<Item>>): AsyncGenerator<Page<Item>> {
  let read = 0;
  for (let number = 1; ; number++) {
    const page = await readPage(number);
    yield page;
    read += page.items.length;
    if (page.items.length === 0 || read >= page.total) return;
  }
}

async function* iterateItems<Item>(
  readPage: (page: number) => Promise<Page<Item>>,
  { identify, newestFirst }: Shifting<Item>,
): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let size = 0;
  let lastTotal = 0;
  let toSkip = 0;
  let stepsBack = 0;
  /** Pages that may bring nothing new, because items moved into them; more means that the platform repeats itself. */
  let excused = 1;
  for (let number = 1; ; number++) {
    const { items, total } = await readPage(number);
    // The platform does not echo its page size and may cap ours: the first page shows it.
    if (size === 0) size = items.length;
    else if (total < lastTotal) {
      // Items have gone, so others moved up into pages already read: go back by as many.
      if (!identify) throw shifted(`${lastTotal - total} items have gone from it`);
      if (++stepsBack > maxStepsBack) throw shifted('it keeps shrinking');
      const pagesBack = Math.ceil((lastTotal - total) / size);
      excused += pagesBack;
      lastTotal = total;
      number = Math.max(0, number - 1 - pagesBack);
      continue;
    } else {
      const grown = total - lastTotal;
      excused += Math.ceil(grown / size);
      // Without names only arithmetic tells a repeat: what is new came first and moved the rest by as many.
      if (!identify && newestFirst) toSkip += grown;
    }
    lastTotal = total;

    let fresh = 0;
    for (const item of items.slice(toSkip)) {
      const name = identify?.(item);
      if (name !== undefined && seen.has(name)) continue;
      if (name !== undefined) seen.add(name);
      fresh++;
      yield item;
    }
    toSkip = Math.max(0, toSkip - items.length);
    if (number * size >= total) return;
    if (items.length === 0) throw shifted(`page ${number} is empty although ${total} items are announced`);
    if (fresh === 0 && excused-- <= 0) throw shifted(`page ${number} repeats earlier ones`);
  }
}

function shifted(why: string): ListShiftedError {
  return new ListShiftedError(`The list changed while it was read: ${why}. Read it again from its first page.`);
}
