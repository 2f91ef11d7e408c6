import type { PageElement } from '../page/page-tree.js';

/** Elements that look alike below containers that look alike: what may be a list. */
export interface ListCandidate {
  /** What the heads have in common: a tag, a style, or a shape. */
  readonly look: string;
  readonly containers: readonly PageElement[];
  readonly heads: readonly PageElement[];
  readonly homogeneity: number;
  readonly place: number;
  readonly depth: number;
}

/** Many items count, but not so much that a long menu beats a short list of headlines. */
export function effectiveCount(count: number): number {
  return count <= 10 ? count : 10 + 3 * Math.log2(count / 10);
}
