import { Parser, defaultTreeAdapter } from 'parse5';
import type { DefaultTreeAdapterMap, DefaultTreeAdapterTypes } from 'parse5';
import { isHidden } from './hidden.js';

/** An element of a page as a reader sees it: scripts, styles and hidden parts are gone. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: PageElement | null;
  readonly children: (PageElement | string)[];
  /** Position in document order; `end` is that of the last descendant. */
  readonly order: number;
  end: number;
}

/** A parsed page. */
export interface PageTree {
  readonly root: PageElement;
  /** True when a limit cut the page short: what was read until then is there. */
  readonly truncated: boolean;
}

/** What bounds the reading of a page; the defaults are far above what pages for people need. */
export interface PageLimits {
  /** Elements made, clones by the error recovery of HTML included. Default 100,000. */
  readonly maxElements?: number;
  /** Deeper elements are lifted to this depth, as browsers do at 512. Default 150. */
  readonly maxDepth?: number;
  /** Wall time of the parser. Some malformed pages cost it quadratic time. Default 2,000. */
  readonly maxParseMs?: number;
  /** Clock for `maxParseMs`. */
  readonly now?: () => number;
}

const CHUNK_CHARACTERS = 16_384;

/** What carries no words for a reader. */
const SKIPPED_TAGS = new Set(['script', 'style', 'template', 'svg', 'math', 'iframe', 'object', 'select', 'textarea']);

class PageLimitReached extends Error {}

/**
 * Parses HTML the way browsers do and keeps what a reader sees. Never throws and always ends: a page that passes a
 * limit is cut there and marked `truncated`.
 */
export function parsePage(html: string, limits: PageLimits = {}): PageTree {
  const { document, truncated } = parseBounded(html, limits);
  return { root: readableTree(document, limits.maxDepth ?? 150), truncated };
}

function parseBounded(
  html: string,
  limits: PageLimits,
): { document: DefaultTreeAdapterTypes.Document; truncated: boolean } {
  const { maxElements = 100_000, maxParseMs = 2_000, now = () => performance.now() } = limits;
  let elements = 0;
  const parser = new Parser<DefaultTreeAdapterMap>({
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement(...parameters) {
        elements += 1;
        if (elements > maxElements) throw new PageLimitReached();
        return defaultTreeAdapter.createElement(...parameters);
      },
    },
  });
  const giveUpAt = now() + maxParseMs;
  try {
    // In pieces, so that the time is looked at: the recovery rules of HTML are quadratic on some inputs.
    for (let start = 0; start < html.length; start += CHUNK_CHARACTERS) {
      const end = start + CHUNK_CHARACTERS;
      parser.tokenizer.write(html.slice(start, end), end >= html.length);
      if (end < html.length && now() > giveUpAt) return { document: parser.document, truncated: true };
    }
    return { document: parser.document, truncated: false };
  } catch (error) {
    if (error instanceof PageLimitReached) return { document: parser.document, truncated: true };
    throw error;
  }
}

interface Open {
  readonly source: DefaultTreeAdapterTypes.ParentNode;
  readonly target: PageElement;
  readonly depth: number;
  next: number;
}

/** Copies the visible part of a parse5 tree, without recursion: pages may nest deeper than the stack allows. */
function readableTree(document: DefaultTreeAdapterTypes.Document, maxDepth: number): PageElement {
  let order = 0;
  const root: PageElement = { tag: '#document', attributes: new Map(), parent: null, children: [], order, end: order };
  const stack: Open[] = [{ source: document, target: root, depth: 0, next: 0 }];
  for (;;) {
    const open = stack.at(-1);
    if (open === undefined) return root;
    const child = open.source.childNodes[open.next];
    open.next += 1;
    if (child === undefined) {
      open.target.end = order;
      stack.pop();
    } else if (defaultTreeAdapter.isTextNode(child)) {
      open.target.children.push(child.value);
    } else if (defaultTreeAdapter.isElementNode(child) && !SKIPPED_TAGS.has(child.tagName)) {
      const attributes = new Map(child.attrs.map(({ name, value }) => [name, value]));
      if (isHidden(child.tagName, attributes)) continue;
      const lifted = open.depth >= maxDepth;
      order += 1;
      const parent = lifted ? (open.target.parent ?? root) : open.target;
      const element: PageElement = { tag: child.tagName, attributes, parent, children: [], order, end: order };
      parent.children.push(element);
      stack.push({ source: child, target: element, depth: lifted ? open.depth : open.depth + 1, next: 0 });
    }
  }
}
