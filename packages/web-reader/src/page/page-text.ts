import type { PageElement } from './page-tree.js';

const BLOCK_TAGS = new Set(
  (
    'address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);

export const HEADING_TAGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

export function isBlock(tag: string): boolean {
  return BLOCK_TAGS.has(tag);
}

export function isElement(node: PageElement | string | undefined): node is PageElement {
  return typeof node === 'object';
}

/** Joins white space as a browser shows it. */
export function collapse(text: string): string {
  return text.replaceAll(/[\s\u00A0\u200B]+/g, ' ').trim();
}

/** Every element below (not including) `root`, in document order, but no more than `limit`. */
export function* descendants(root: PageElement, limit = Infinity): Generator<PageElement> {
  let left = limit;
  const stack: PageElement[] = [];
  const push = (element: PageElement): void => {
    for (let index = element.children.length - 1; index >= 0; index -= 1) {
      const child = element.children[index];
      if (isElement(child)) stack.push(child);
    }
  };
  push(root);
  for (let element = stack.pop(); element !== undefined && left > 0; element = stack.pop()) {
    left -= 1;
    yield element;
    push(element);
  }
}

/** The text of an element, at most about `maxCharacters`; blocks are set apart by a space (or by `separator`). */
export function textOf(root: PageElement, options: { maxCharacters?: number; separator?: string } = {}): string {
  return collapseAround(rawText(root, options.maxCharacters ?? 10_000, options.separator ?? ' '), options.separator);
}

function collapseAround(text: string, separator: string | undefined): string {
  if (separator === undefined) return collapse(text);
  return text
    .split(separator)
    .map(collapse)
    .filter((part) => part !== '')
    .join(separator);
}

function rawText(root: PageElement, maxCharacters: number, separator: string): string {
  let text = '';
  // Markup without words costs time too: a text is not looked for behind more nodes than it could have characters.
  let nodesLeft = maxCharacters;
  const stack: (PageElement | string)[] = [root];
  for (let node = stack.pop(); node !== undefined && text.length < maxCharacters && nodesLeft > 0; node = stack.pop()) {
    nodesLeft -= 1;
    if (!isElement(node)) {
      text += node;
      continue;
    }
    const block = isBlock(node.tag);
    if (block) {
      text += separator;
      stack.push(separator);
    }
    for (let index = node.children.length - 1; index >= 0; index -= 1)
      stack.push(node.children[index] as PageElement | string);
  }
  return text.slice(0, maxCharacters);
}
