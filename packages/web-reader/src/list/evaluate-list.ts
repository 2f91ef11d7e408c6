import { isAdvert, isAdvertLabel, styleKey } from '../page/element-traits.js';
import { linkTarget, linkText } from '../page/link-target.js';
import { effectiveCount, type ListCandidate } from './list-candidate.js';
import type { PageList, PageRecord } from './page-list.js';
import { HEADING_TAGS, collapse, descendants, isBlock, isElement, textOf } from '../page/page-text.js';
import type { PageElement } from '../page/page-tree.js';
import { chooseTitles } from './choose-titles.js';
import { countWords, titleQuality } from './title-quality.js';

const MAX_RECORDS = 1_000;
const MIN_QUALITY = 0.16;
/** By number of words: what an item counts for that is a link and nothing beside it. */
const BARE_WEIGHTS = [0.45, 0.45, 0.45, 0.6];

/** Looks closely at a candidate; `null` when it is no list of links with titles. */
export function evaluateList(candidate: ListCandidate, minRecords = 2): PageList | null {
  const groups = recordParts({ ...candidate, heads: candidate.heads.slice(0, MAX_RECORDS) })
    .filter((parts) => !parts.some(isAdvertPart))
    .slice(0, MAX_RECORDS);
  const titled = chooseTitles(groups);
  const records = withoutRepeats(titled.records);
  if (records.length < minRecords) return null;
  const uniqueness = new Set(records.map(({ title }) => title)).size / records.length;
  let quality = 0;
  for (const record of records) quality += recordQuality(record);
  quality /= records.length;
  if (quality * candidate.place < MIN_QUALITY) return null;
  const alike = candidate.homogeneity ** 2 * (0.2 + 0.8 * titled.coverage) * (0.2 + 0.8 * uniqueness);
  return {
    key: keyOf(candidate),
    records,
    score: effectiveCount(records.length) * quality * alike * candidate.place,
    depth: candidate.depth,
    containers: candidate.containers,
  };
}

/** Names the pattern of a candidate: the path to its container, and how its heads look. */
export function keyOf({ containers, look }: ListCandidate): string {
  return `${pathName(containers[0])}|${look}`;
}

function pathName(element: PageElement | undefined): string {
  const names: string[] = [];
  for (let at = element ?? null; at !== null; at = at.parent) names.push(styleKey(at));
  return names.toReversed().join('/');
}

function recordQuality({ parts, link, title }: PageRecord): number {
  const length = parts.reduce((sum, part) => sum + textOf(part, { maxCharacters: 800 }).length, 0);
  const heading = parts.some(
    (part) => HEADING_TAGS.has(part.tag) || [...descendants(part, 200)].some(({ tag }) => HEADING_TAGS.has(tag)),
  );
  const extras = (heading ? 0.35 : 0) + (length - title.length > 8 ? 0.25 : 0);
  // A few words and nothing else is how menus and sidebars look: six of those are no match for four full items.
  const bare = extras === 0 ? (BARE_WEIGHTS[countWords(title)] ?? 1) : 1;
  return titleQuality(title) * (1 + extras) * bare * (isInsideSentence(link) ? 0.1 : 1);
}

/** True for a link in running text, which is no item of a list: words that are no links stand before it. */
function isInsideSentence(link: PageElement): boolean {
  let block = link.parent;
  while (block !== null && !isBlock(block.tag)) block = block.parent;
  if (block === null) return false;
  let before = 0;
  let after = 0;
  let seen = false;
  const stack: (PageElement | string)[] = [block];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === link) seen = true;
    else if (!isElement(node)) {
      if (seen) after += collapse(node).length;
      else before += collapse(node).length;
    } else if (node.tag !== 'a') stack.push(...node.children.toReversed());
    if (before + after > 4_000) break;
  }
  return before > 20 && linkText(link).length < (before + after) * 0.7;
}

/**
 * The elements of each record: a head, and the siblings that regularly follow it (a second table row, a `dd`). When
 * the first record begins before its head (a picture above the title), so do the others.
 */
function recordParts({ containers, heads }: ListCandidate): PageElement[][] {
  const isHead = new Set(heads);
  const runs: PageElement[][] = [];
  const leads: PageElement[][] = [];
  for (const container of containers) {
    let run: PageElement[] | null = null;
    const before: PageElement[] = [];
    for (const child of container.children) {
      if (!isElement(child)) continue;
      if (isHead.has(child)) {
        if (run === null) leads.push(before);
        run = [child];
        runs.push(run);
      } else (run ?? before).push(child);
    }
  }
  const pattern = followerPattern(runs);
  if (pattern.length === 0) return runs.map((run) => run.slice(0, 1));
  const lead = leadLength(pattern, runs, leads);
  return runs.map((run, index) => {
    const own = matching(run.slice(1), pattern.slice(0, pattern.length - lead));
    const previous = index === 0 ? (leads[0] ?? []) : (runs[index - 1] as PageElement[]).slice(1);
    return [run[0] as PageElement, ...own, ...(lead === 0 ? [] : previous.slice(-lead))];
  });
}

/** The tags that follow most heads, in order; empty when nothing regular does. */
function followerPattern(runs: readonly PageElement[][]): readonly string[] {
  if (runs.length < 2) return [];
  const patterns = new Map<string, number>();
  for (const run of runs) {
    const tags = run.slice(1, 6).map(({ tag }) => tag);
    for (let length = 1; length <= tags.length; length += 1) {
      const pattern = tags.slice(0, length).join(' ');
      patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
    }
  }
  let best = '';
  for (const [pattern, count] of patterns) {
    if (count >= runs.length * 0.6 && pattern.length > best.length) best = pattern;
  }
  return best === '' ? [] : best.split(' ');
}

function leadLength(
  pattern: readonly string[],
  runs: readonly PageElement[][],
  leads: readonly PageElement[][],
): number {
  const last = runs.at(-1) as PageElement[];
  if (last.length - 1 >= pattern.length) return 0;
  const before = (leads[0] ?? []).map(({ tag }) => tag);
  for (let lead = pattern.length; lead > 0; lead -= 1) {
    if (before.length >= lead && before.slice(-lead).join(' ') === pattern.slice(-lead).join(' ')) return lead;
  }
  return 0;
}

function matching(siblings: readonly PageElement[], pattern: readonly string[]): PageElement[] {
  const parts: PageElement[] = [];
  for (const [index, tag] of pattern.entries()) {
    const sibling = siblings[index];
    if (sibling?.tag !== tag) break;
    parts.push(sibling);
  }
  return parts;
}

function isAdvertPart(part: PageElement): boolean {
  if (isAdvert(part)) return true;
  for (const below of descendants(part, 60)) {
    if (
      below.children.length === 1 &&
      typeof below.children[0] === 'string' &&
      isAdvertLabel(collapse(below.children[0]))
    )
      return true;
    if (linkTarget(below) !== null && /\bsponsored\b/i.test(below.attributes.get('rel') ?? '')) return true;
  }
  return part.children.some((child) => typeof child === 'string' && isAdvertLabel(collapse(child)));
}

function withoutRepeats(records: readonly PageRecord[]): PageRecord[] {
  const seen = new Set<string>();
  return records.filter(({ href, title }) => {
    const key = `${href}\n${title}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
