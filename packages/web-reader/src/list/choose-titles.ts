import { nameTokens, styleKey } from '../page/element-traits.js';
import { linkTarget, linkText } from '../page/link-target.js';
import { HEADING_TAGS, collapse, descendants, isBlock, isElement, textOf } from '../page/page-text.js';
import type { PageRecord } from './page-list.js';
import type { PageElement } from '../page/page-tree.js';
import { titleQuality } from './title-quality.js';

const TITLE_NAMES = new Set(['title', 'headline', 'heading', 'name', 'titleline', 'storylink', 'subject']);
const MAX_LINKS = 60;
/** Elements of a record that are looked at. */
const MAX_ELEMENTS = 400;

interface Found {
  readonly element: PageElement;
  readonly text: string;
  /** Where in the record it is: by styles, and by tags alone. */
  readonly places: readonly [string, string];
  readonly bonus: number;
}

export interface ChosenTitles {
  readonly records: readonly PageRecord[];
  /** Share of the records that have their title at the same place. */
  readonly coverage: number;
}

/**
 * Picks the title link of each record: the place inside the records where most of them have a link that reads like a
 * title, and a different one in each. A record with nothing there falls back on its own best link, or is left out.
 */
export function chooseTitles(groups: readonly (readonly PageElement[])[]): ChosenTitles {
  const found = groups.map((parts) => linksOf(parts));
  const place = bestPlace(found);
  const weak = place === null || place.quality < 0.3;
  const texts = weak ? groups.map((parts) => textsOf(parts)) : [];
  const textPlace = weak ? bestPlace(texts) : null;
  const records: PageRecord[] = [];
  for (const [index, parts] of groups.entries()) {
    const links = found[index] as readonly Found[];
    const link = at(links, place?.name) ?? best(links);
    if (link === undefined) continue;
    const title = (weak ? at(texts[index] ?? [], textPlace?.name)?.text : undefined) ?? link.text;
    if (title === '') continue;
    records.push({ parts, link: link.element, href: linkTarget(link.element) as string, title });
  }
  const covered = found.filter((links) => at(links, place?.name) !== undefined).length;
  return { records, coverage: found.length === 0 ? 0 : covered / found.length };
}

function at(found: readonly Found[], place: string | undefined): Found | undefined {
  return found.find(({ places }) => place !== undefined && places.includes(place));
}

function best(found: readonly Found[]): Found | undefined {
  let chosen: Found | undefined;
  let chosenQuality = 0.59;
  for (const link of found) {
    const quality = titleQuality(link.text) * link.bonus;
    if (quality > chosenQuality) [chosen, chosenQuality] = [link, quality];
  }
  return chosen;
}

function linksOf(parts: readonly PageElement[]): Found[] {
  const links: Found[] = [];
  for (const [index, part] of parts.entries()) {
    for (const element of [part, ...descendants(part, MAX_ELEMENTS)]) {
      if (linkTarget(element) === null) continue;
      if (links.length >= MAX_LINKS) return links;
      links.push({
        element,
        text: titleOfLink(element),
        places: placesOf(element, part, index),
        bonus: titleBonus(element, part),
      });
    }
  }
  return links;
}

/** Texts that could be titles of records whose links all say the same. */
function textsOf(parts: readonly PageElement[]): Found[] {
  const texts: Found[] = [];
  for (const [index, part] of parts.entries()) {
    for (const element of [part, ...descendants(part, MAX_ELEMENTS)]) {
      const own = element.children.some((child) => typeof child === 'string' && collapse(child) !== '');
      if (!own || texts.length >= MAX_LINKS) continue;
      texts.push({
        element,
        text: textOf(element, { maxCharacters: 400 }),
        places: placesOf(element, part, index),
        bonus: titleBonus(element, part),
      });
    }
  }
  return texts;
}

function placesOf(element: PageElement, part: PageElement, index: number): [string, string] {
  const styles: string[] = [];
  const tags: string[] = [];
  for (let step: PageElement | null = element; step !== null && step !== part; step = step.parent) {
    styles.push(styleKey(step));
    tags.push(step.tag);
  }
  return [`${index}.${styles.toReversed().join('/')}`, `${index}:${tags.toReversed().join('/')}`];
}

function titleBonus(element: PageElement, part: PageElement): number {
  let bonus = 1;
  for (const below of descendants(element, 40)) if (HEADING_TAGS.has(below.tag)) bonus = 1.5;
  for (let step: PageElement | null = element; step !== null && step !== part.parent; step = step.parent) {
    if (HEADING_TAGS.has(step.tag)) return 1.6;
    if (nameTokens(step).some((token) => TITLE_NAMES.has(token))) bonus = Math.max(bonus, step === part ? 1.1 : 1.4);
  }
  return bonus;
}

function bestPlace(found: readonly (readonly Found[])[]): { name: string; quality: number } | null {
  const places = new Map<string, { texts: string[]; quality: number; bonus: number }>();
  for (const links of found) {
    const seen = new Set<string>();
    for (const { places: names, text, bonus } of links) {
      for (const name of names) {
        if (seen.has(name)) continue;
        seen.add(name);
        const place = places.get(name) ?? { texts: [], quality: 0, bonus: 0 };
        place.texts.push(text);
        place.quality += titleQuality(text) * lengthBonus(text);
        place.bonus += bonus;
        places.set(name, place);
      }
    }
  }
  let chosen: { name: string; quality: number } | null = null;
  let chosenScore = 0;
  for (const [name, { texts, quality, bonus }] of places) {
    const uniqueness = new Set(texts).size / texts.length;
    const mean = (quality / texts.length) * (0.1 + 0.9 * uniqueness);
    const score = mean * (bonus / texts.length) * (texts.length / found.length);
    if (score > chosenScore + 1e-9) {
      chosen = { name, quality: mean };
      chosenScore = score;
    }
  }
  return chosen;
}

/** Titles are longer than names of people and sections beside them. */
function lengthBonus(text: string): number {
  return 1 + Math.min(text.length, 60) / 150;
}

/** The title a link shows: its heading or title element when it wraps a whole card, else its words. */
function titleOfLink(link: PageElement): string {
  let named: PageElement | undefined;
  let firstBlock: PageElement | undefined;
  for (const below of descendants(link, 100)) {
    if (HEADING_TAGS.has(below.tag)) return textOf(below, { maxCharacters: 600 });
    if (named === undefined && nameTokens(below).some((token) => TITLE_NAMES.has(token))) named = below;
    if (
      firstBlock === undefined &&
      isBlock(below.tag) &&
      below.children.every((child) => !isElement(child) || !isBlock(child.tag))
    ) {
      if (titleQuality(textOf(below, { maxCharacters: 600 })) >= 0.6) firstBlock = below;
    }
  }
  const chosen = named ?? firstBlock;
  const text = chosen === undefined ? '' : textOf(chosen, { maxCharacters: 600 });
  return text === '' ? linkText(link) : text;
}
