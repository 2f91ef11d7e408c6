import { nameTokens } from '../page/element-traits.js';
import { linkTarget, linkText, resolveUrl } from '../page/link-target.js';
import { collapse, descendants, isElement, textOf } from '../page/page-text.js';
import type { PageList } from './page-list.js';
import type { PageElement } from '../page/page-tree.js';

const NEXT_WORDS =
  /^(?:[«‹<]*\s*)?(?:next(?: page)?|next \d+.*|more|older(?: posts| entries| stories)?|more (?:stories|results|items|posts|news|articles|products)|(?:show|load|see|view) more(?: \w+)?|nächste(?: seite)?|weiter|suivante?|page suivante|siguiente|avanti|successiva|próxima|volgende|下一页|次へ)\s*[»›>→]*$/i;
const ARROWS = /^[»›→>]{1,2}$/;
const NEXT_NAMES = new Set(['next', 'older', 'morelink', 'nextpage']);
const PAGER_NAMES = new Set(['pagination', 'pager', 'paging', 'pages', 'paginator', 'pagenav']);

/** The address of the page that goes on with the list, or `null`. */
export function findNextPage(root: PageElement, list: PageList | null, pageUrl: string, base: string): string | null {
  let chosen: string | null = null;
  let chosenScore = 0;
  for (const element of descendants(root)) {
    const href = element.tag === 'link' ? (element.attributes.get('href') ?? null) : linkTarget(element);
    if (href === null) continue;
    const score = nextScore(element, list);
    if (score <= chosenScore) continue;
    const url = resolveUrl(href, base);
    if (url === null || samePage(url, pageUrl)) continue;
    const explicit = /\bnext\b/i.test(element.attributes.get('rel') ?? '');
    if (!explicit && new URL(url).origin !== new URL(pageUrl).origin) continue;
    chosen = url;
    chosenScore = score;
  }
  return chosen ?? nextNumber(root, pageUrl, base);
}

function nextScore(element: PageElement, list: PageList | null): number {
  const rel = element.attributes.get('rel')?.toLowerCase().split(/\s+/) ?? [];
  if (rel.includes('next')) return element.tag === 'link' ? 90 : 100;
  if (element.tag === 'link' || rel.includes('prev') || (list !== null && isInside(element, list))) return 0;
  const text = linkText(element);
  const label = element.attributes.get('aria-label') ?? element.attributes.get('title') ?? '';
  const named =
    nameTokens(element).some((token) => NEXT_NAMES.has(token)) ||
    (element.parent !== null && nameTokens(element.parent).some((token) => NEXT_NAMES.has(token)));
  const says = NEXT_WORDS.test(text) || NEXT_WORDS.test(collapse(label));
  if (!says && !named && !ARROWS.test(text)) return 0;
  const inPager = hasAncestorNamed(element, PAGER_NAMES);
  const after = list === null || element.order > (list.records.at(-1)?.link.order ?? 0);
  let score = 0;
  if (says) score = /^\W*(?:next|older)/i.test(text) ? 50 : 30;
  else if (ARROWS.test(text) && (inPager || named)) score = 25;
  else if (named && inPager) score = 20;
  if (score === 0) return 0;
  return score + (inPager ? 20 : 0) + (named ? 10 : 0) + (after ? 15 : -20);
}

function hasAncestorNamed(element: PageElement, names: ReadonlySet<string>): boolean {
  for (let at: PageElement | null = element; at !== null && at.tag !== 'body'; at = at.parent) {
    if (nameTokens(at).some((token) => names.has(token)) || /paginat/i.test(at.attributes.get('aria-label') ?? ''))
      return true;
  }
  return false;
}

function isInside(element: PageElement, list: PageList): boolean {
  return list.records.some(({ parts }) =>
    parts.some((part) => element.order >= part.order && element.order <= part.end),
  );
}

export function samePage(a: string, b: string): boolean {
  return pageKey(a) === pageKey(b);
}

/** What tells pages apart: the address without its fragment. */
export function pageKey(url: string): string {
  const hash = url.indexOf('#');
  return (hash === -1 ? url : url.slice(0, hash)).replace(/\/$/, '');
}

/** In a row of page numbers: the one after the current number, which is no link, is marked, or leads to this page. */
function nextNumber(root: PageElement, pageUrl: string, base: string): string | null {
  for (const container of descendants(root)) {
    const numbers = container.children.filter(isElement).flatMap((child) => pageNumber(child, pageUrl, base));
    if (
      numbers.length < 2 ||
      !numbers.every(({ number }, index) => index === 0 || number > (numbers[index - 1]?.number ?? 0))
    )
      continue;
    if (!numbers.some(({ url }) => url !== null)) continue;
    const current = numbers.find(({ current }) => current) ?? (numbers[0]?.number === 2 ? { number: 1 } : undefined);
    const next = numbers.find(({ number }) => current !== undefined && number === current.number + 1);
    if (next !== undefined && next.url !== null && new URL(next.url).origin === new URL(pageUrl).origin)
      return next.url;
  }
  return null;
}

function pageNumber(
  child: PageElement,
  pageUrl: string,
  base: string,
): { number: number; url: string | null; current: boolean }[] {
  if (!/^\d{1,4}$/.test(textOf(child, { maxCharacters: 32 }))) return [];
  const text = linkText(child);
  const link = [child, ...descendants(child, 20)].find((element) => linkTarget(element) !== null);
  const href = link === undefined ? null : linkTarget(link);
  const url = href === null ? null : resolveUrl(href, base);
  const marked = [child, ...descendants(child, 20)].some(
    (element) =>
      element.attributes.has('aria-current') ||
      nameTokens(element).some((token) => token === 'current' || token === 'active' || token === 'selected'),
  );
  return [{ number: Number(text), url, current: marked || url === null || samePage(url, pageUrl) }];
}
