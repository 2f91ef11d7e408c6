import type { PageElement } from '../page/page-tree.js';

/** One item of a list: the elements that hold it, its link and its title. */
export interface PageRecord {
  readonly parts: readonly PageElement[];
  readonly link: PageElement;
  readonly href: string;
  readonly title: string;
}

/** A list found on a page. */
export interface PageList {
  /** Names the pattern, so that the same list is found again on the next page. */
  readonly key: string;
  readonly records: readonly PageRecord[];
  readonly score: number;
  readonly depth: number;
  readonly containers: readonly PageElement[];
}
