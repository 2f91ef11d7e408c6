import { placeWeight, styleKey } from '../page/element-traits.js';
import { linkTarget, linkText } from '../page/link-target.js';
import { effectiveCount, type ListCandidate } from './list-candidate.js';
import { HEADING_TAGS, descendants, isElement, textOf } from '../page/page-text.js';
import type { PageElement } from '../page/page-tree.js';
import { evaluateList, keyOf } from './evaluate-list.js';
import type { PageList } from './page-list.js';
import { titleQuality } from './title-quality.js';

/** How many candidates are looked at closely. */
const CLOSE_LOOKS = 16;

/** How many elements of a group are compared. */
const HOMOGENEITY_SAMPLE = 48;

/** What is summed up of each subtree, once. */
interface Summary {
  links: number;
  textLength: number;
  linkTextLength: number;
  /** Best title among the links and headings below. */
  title: number;
  heading: boolean;
  /** Tags below, as bits. */
  tags: bigint;
  path: number;
  depth: number;
}

/**
 * Finds the main repeated list of links of a page, by structure: groups of elements that look alike, scored by how
 * much like titles their links read, how much alike they are inside, and where on the page they are. `null`: none.
 */
export function findList(root: PageElement, preferredKey?: string): PageList | null {
  const summaries = summarise(root);
  const groups = groupAlike(root, summaries);
  const known = preferredKey === undefined ? null : findAgain(groups, preferredKey, summaries);
  if (known !== null) return known;
  const candidates = gatherCandidates(groups, summaries)
    .map((candidate) => ({ candidate, score: roughScore(candidate, summaries) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, CLOSE_LOOKS);
  let best: PageList | null = null;
  for (const { candidate } of candidates) {
    const list = evaluateList(candidate);
    if (list === null) continue;
    // Between equals the outer one: its records hold everything the inner ones do.
    const outer = best !== null && list.depth < best.depth && list.records.length >= best.records.length;
    if (best === null || list.score > best.score * (outer ? 0.93 : 1.03)) best = list;
  }
  return best;
}

function summarise(root: PageElement): Map<PageElement, Summary> {
  const paths = new Map<string, number>();
  const summaries = new Map<PageElement, Summary>();
  const inOrder = [root, ...descendants(root)];
  for (const element of inOrder) {
    const above = element.parent === null ? undefined : summaries.get(element.parent);
    const pathName = `${above?.path ?? 0}/${styleKey(element)}`;
    const path = paths.get(pathName) ?? paths.size + 1;
    paths.set(pathName, path);
    summaries.set(element, {
      links: 0,
      textLength: 0,
      linkTextLength: 0,
      title: 0,
      heading: false,
      tags: 0n,
      path,
      depth: (above?.depth ?? 0) + 1,
    });
  }
  for (const element of inOrder.toReversed()) {
    const own = summaries.get(element) as Summary;
    for (const child of element.children) if (!isElement(child)) own.textLength += child.trim().length;
    if (HEADING_TAGS.has(element.tag)) {
      own.heading = true;
      own.title = Math.max(own.title, titleQuality(textOf(element, { maxCharacters: 300 })));
    }
    if (linkTarget(element) !== null) {
      own.links += 1;
      own.linkTextLength = own.textLength;
      own.title = Math.max(own.title, titleQuality(linkText(element)));
    }
    if (element.parent === null) continue;
    const above = summaries.get(element.parent) as Summary;
    above.links += own.links;
    above.textLength += own.textLength;
    above.linkTextLength += own.linkTextLength;
    above.title = Math.max(above.title, own.title);
    above.heading ||= own.heading;
    above.tags |= own.tags | (1n << BigInt(tagBit(element.tag)));
  }
  return summaries;
}

function tagBit(tag: string): number {
  let hash = 7;
  for (let index = 0; index < tag.length; index += 1) hash = (hash * 31 + tag.charCodeAt(index)) % 61;
  return hash;
}

/** The tags inside an element, some levels down: tells rows apart that no class tells apart. */
function shapeOf(element: PageElement, levels: number): string {
  if (levels === 0) return element.tag;
  const inside = element.children.filter(isElement).slice(0, 12);
  return `${element.tag}(${inside.map((child) => shapeOf(child, levels - 1)).join(' ')})`;
}

interface Group {
  readonly containers: Set<PageElement>;
  readonly heads: PageElement[];
}

/** Elements with links in them that look alike, below containers that look alike. */
function groupAlike(root: PageElement, summaries: Map<PageElement, Summary>): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const container of [root, ...descendants(root)]) {
    const summary = summaries.get(container) as Summary;
    if (summary.links < 1) continue;
    for (const child of container.children) {
      if (!isElement(child) || (summaries.get(child) as Summary).links === 0) continue;
      for (const look of new Set([child.tag, styleKey(child), shapeOf(child, 1), shapeOf(child, 2)])) {
        const key = `${summary.path}|${look}`;
        const group = groups.get(key) ?? { containers: new Set(), heads: [] };
        group.containers.add(container);
        group.heads.push(child);
        groups.set(key, group);
      }
    }
  }
  return groups;
}

/** The list of an earlier page, on this one. Here it may hold one item only. */
function findAgain(
  groups: ReadonlyMap<string, Group>,
  listKey: string,
  summaries: Map<PageElement, Summary>,
): PageList | null {
  for (const [key, group] of groups) {
    const look = lookOf(key);
    if (!listKey.endsWith(`|${look}`)) continue;
    const candidate = candidateOf(look, group, summaries);
    if (keyOf(candidate) === listKey) return evaluateList(candidate, 1);
  }
  return null;
}

function lookOf(key: string): string {
  return key.slice(key.indexOf('|') + 1);
}

function candidateOf(look: string, { containers, heads }: Group, summaries: Map<PageElement, Summary>): ListCandidate {
  const [first] = heads as [PageElement];
  return {
    look,
    containers: [...containers],
    heads,
    homogeneity: homogeneityOf(heads, summaries),
    place: placeWeight(first),
    depth: (summaries.get(first) as Summary).depth,
  };
}

function gatherCandidates(groups: ReadonlyMap<string, Group>, summaries: Map<PageElement, Summary>): ListCandidate[] {
  const candidates: ListCandidate[] = [];
  const seen = new Set<string>();
  for (const [key, group] of groups) {
    const { containers, heads } = group;
    const [first] = heads;
    if (first === undefined || heads.length < 2) continue;
    // Alone in its container, each is one part of an item; the containers make a candidate of their own.
    if (containers.size === heads.length) continue;
    const identity = `${first.order}:${heads.length}:${heads.at(-1)?.order}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    candidates.push(candidateOf(lookOf(key), group, summaries));
  }
  return candidates;
}

/** How much alike elements are inside: mean overlap of their tags with those most of them have. */
function homogeneityOf(heads: readonly PageElement[], summaries: Map<PageElement, Summary>): number {
  const stride = Math.ceil(heads.length / HOMOGENEITY_SAMPLE);
  const masks = heads.filter((_, index) => index % stride === 0).map((head) => summaries.get(head)?.tags ?? 0n);
  let common = 0n;
  for (let bit = 0n; bit < 61n; bit += 1n) {
    const having = masks.filter((mask) => ((mask >> bit) & 1n) === 1n).length;
    if (having * 2 >= masks.length) common |= 1n << bit;
  }
  const overlaps = masks.map((mask) => {
    const union = bits(mask | common);
    return union === 0 ? 1 : bits(mask & common) / union;
  });
  return overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
}

function bits(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length;
}

function roughScore(candidate: ListCandidate, summaries: Map<PageElement, Summary>): number {
  let quality = 0;
  for (const head of candidate.heads) {
    const { title, heading, textLength, linkTextLength } = summaries.get(head) as Summary;
    quality += title * (1 + (heading ? 0.35 : 0) + (textLength - linkTextLength > 8 ? 0.25 : 0));
  }
  const { heads, homogeneity, place } = candidate;
  return effectiveCount(heads.length) * (quality / heads.length) * homogeneity * place;
}
