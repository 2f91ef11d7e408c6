import type { PageElement } from './page-tree.js';

/** Words of `class` and `id`, lower case: `StoryCard-title2` gives story, card, title. */
export function nameTokens(element: PageElement): readonly string[] {
  const names = `${element.attributes.get('class') ?? ''} ${element.attributes.get('id') ?? ''} ${element.attributes.get('itemprop') ?? ''}`;
  return names
    .slice(0, 300)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((token) => token !== '');
}

/** A name for elements that look alike in the source: the tag and its classes, digits aside. */
export function styleKey(element: PageElement): string {
  const classes = element.attributes.get('class');
  if (classes === undefined) return element.tag;
  const tokens = classes
    .slice(0, 300)
    .split(/\s+/)
    .map((token) => token.replaceAll(/\d+/g, ''))
    .filter((token) => token !== '');
  return [element.tag, ...new Set(tokens.toSorted())].join('.');
}

const ASIDE_TAGS = new Set(['nav', 'header', 'footer', 'aside', 'menu']);
const ASIDE_ROLES = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'complementary',
  'menu',
  'menubar',
  'toolbar',
  'search',
  'dialog',
  'alertdialog',
]);
const ASIDE_NAMES = new Set(
  (
    'nav navbar navigation menu submenu footer foot sidebar aside breadcrumb breadcrumbs pagination pager cookie cookies ' +
    'consent gdpr banner social share sharing tagcloud related promo promoted sponsored advert advertisement ads ad toolbar ' +
    'topbar masthead widget partners'
  ).split(' '),
);

/** How likely the place is a page's content: 1, less inside navigation, sidebars, footers and banners. */
export function placeWeight(element: PageElement): number {
  let weight = 1;
  let inMain = false;
  for (let at: PageElement | null = element; at !== null && at.tag !== 'body'; at = at.parent) {
    const role = at.attributes.get('role') ?? '';
    if (ASIDE_TAGS.has(at.tag) || ASIDE_ROLES.has(role)) weight = Math.min(weight, 0.12);
    else if (at.tag === 'main' || role === 'main' || role === 'feed') inMain = true;
    else if (nameTokens(at).some((token) => ASIDE_NAMES.has(token))) weight = Math.min(weight, 0.3);
  }
  return inMain ? weight * 1.25 : weight;
}

const ADVERT_NAMES = new Set([
  'ad',
  'ads',
  'advert',
  'advertisement',
  'sponsored',
  'sponsor',
  'promoted',
  'promo',
  'adslot',
  'adunit',
]);
const ADVERT_LABEL = /^(?:ad|ads|advert|advertisement|sponsored|promoted|paid content|anzeige|publicité|werbung)\W*$/i;

/** True for a record a site puts between its own: by its class, or by a label on it. */
export function isAdvert(element: PageElement): boolean {
  return nameTokens(element).some((token) => ADVERT_NAMES.has(token));
}

export function isAdvertLabel(text: string): boolean {
  return ADVERT_LABEL.test(text);
}
