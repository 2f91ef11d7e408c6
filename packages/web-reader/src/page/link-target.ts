import { descendants, textOf } from './page-text.js';
import type { PageElement } from './page-tree.js';

const NOT_A_PAGE = /^\s*(?:$|#|javascript:|mailto:|tel:|data:|blob:|about:|sms:)/i;

/** The raw `href` of a link that leads to another page, or `null`. */
export function linkTarget(element: PageElement): string | null {
  if (element.tag !== 'a' && element.tag !== 'area') return null;
  const href = element.attributes.get('href');
  return href === undefined || NOT_A_PAGE.test(href) ? null : href;
}

/** The words of a link, or of the picture it shows. */
export function linkText(element: PageElement): string {
  const text = textOf(element, { maxCharacters: 600 });
  if (text !== '') return text;
  for (const below of descendants(element, 40)) {
    const alternative = below.tag === 'img' ? below.attributes.get('alt')?.trim() : undefined;
    if (alternative !== undefined && alternative !== '') return alternative;
  }
  return element.attributes.get('aria-label')?.trim() ?? element.attributes.get('title')?.trim() ?? '';
}

/** Resolves a reference found on a page; `null` when it leads to no http(s) address. */
export function resolveUrl(reference: string, base: string): string | null {
  try {
    const url = new URL(reference.trim(), base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The address relative references of a page start from: its `<base href>`, or its own. */
export function baseUrl(elements: Iterable<PageElement>, pageUrl: string): string {
  for (const element of elements) {
    if (element.tag === 'base') {
      const href = element.attributes.get('href');
      if (href !== undefined) return resolveUrl(href, pageUrl) ?? pageUrl;
    }
    if (element.tag === 'body') break;
  }
  return pageUrl;
}
