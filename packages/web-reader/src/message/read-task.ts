import { findAddresses } from './find-addresses.js';
import { numberAt } from './number-words.js';
import { type Word, wordsOf } from './words.js';

/** How a free-text answer is written. */
export type TextStyle = 'list' | 'titles' | 'links' | 'markdown' | 'json';

/** What a message asks for; what it leaves open is `null`. */
export interface Task {
  readonly url: string | null;
  readonly count: number | null;
  /** True for "the next 5", "5 more": go on after the items of the last answer. */
  readonly next: boolean;
  readonly style: TextStyle | null;
}

const MAX_CHARACTERS = 20_000;

const THING = wordSet(
  'story headline news item result product link post article entry title thread topic job book paper repo repository listing offer event row one question page movie song video recipe package',
);
const THINGS = new Set([
  ...THING,
  ...wordSet(
    'stories headlines items results products links posts articles entries titles threads topics jobs books papers repos repositories listings offers events rows ones questions pages movies songs videos recipes packages',
  ),
]);
const NOT_THINGS = wordSet(
  'second seconds minute minutes min mins hour hours day days week weeks month months year years point points comment comments vote votes dollar dollars euro euros percent word words time times step steps character characters',
);
const AHEAD = wordSet('top first next best latest newest recent another following leading main only');
const FIRST = wordSet('top first best latest newest leading main next');
const ARTICLES = wordSet('the a an');
const BEFORE_FIRST = wordSet('very single current');
const NEXT = wordSet('next more another following further remaining continue');
/** "the next page" and "more about it" ask for something else. */
const NOT_NEXT = ['page', 'about', 'than', 'detail'];
const WANTED = ['make it', 'make that', 'give me', 'show me', 'get me', 'want', 'need', 'only', 'just'].map(phrase);
const BESIDE_A_NUMBER = wordSet('and now ok okay please make it just only');
const TITLES = wordSet('title titles headline headlines name names');
const LINKS = wordSet('link links url urls');
/** Words between a number and what it counts: "the 5 most discussed stories". */
const MOST_BETWEEN = 3;

/** Reads what a message asks for: a page, a number of items, going on, a way to write it. */
export function readTask(message: string): Task {
  const { urls, rest } = findAddresses(message.slice(0, MAX_CHARACTERS));
  const words = wordsOf(rest);
  return { url: firstAddress(urls), ...readWords(words) };
}

/**
 * What the words ask for. At each word a few after it are looked at, never more, so that the work grows with their number
 * whatever they are.
 */
export function readWords(words: readonly Word[]): Omit<Task, 'url'> {
  return { count: countIn(words), next: asksForMore(words), style: styleIn(words) };
}

/** Folds a later message into an earlier one of the same turn: what it names replaces, the rest stays. */
export function mergeTask(earlier: Task, later: Task): Task {
  return {
    url: later.url ?? earlier.url,
    count: later.count ?? earlier.count,
    next: later.next || (later.url === null && later.count === null && earlier.next),
    style: later.style ?? earlier.style,
  };
}

function firstAddress(urls: readonly string[]): string | null {
  // Not every one is an address after all, such as `https://…`.
  const parsed = urls.map((url) => (URL.canParse(url) ? new URL(url).href : null));
  return parsed.find((url) => url !== null) ?? null;
}

function countIn(words: readonly Word[]): number | null {
  const count = first(words, countAhead) ?? first(words, countBefore) ?? first(words, countWanted) ?? countAlone(words);
  if (count !== null) return count > 0 ? count : null;
  return first(words, asksForOne) === null ? null : 1;
}

/** `top 10`, `the next five` */
function countAhead(words: readonly Word[], at: number): number | null {
  if (!isIn(AHEAD, words[at])) return null;
  return countOf(words, words[at + 1]?.text === '-' ? at + 2 : at + 1);
}

/** `give me 5` */
function countWanted(words: readonly Word[], at: number): number | null {
  const said = WANTED.find((wanted) => says(words, at, wanted));
  return said === undefined ? null : countOf(words, at + said.length);
}

/** A number that does not count hours or points. */
function countOf(words: readonly Word[], at: number): number | null {
  const number = numberAt(words, at);
  return number === null || isIn(NOT_THINGS, words[at + number.length]) ? null : number.value;
}

/** `12 products`, `5 most discussed stories`, `5 more` */
function countBefore(words: readonly Word[], at: number): number | null {
  const number = numberAt(words, at);
  if (number === null) return null;
  let next = at + number.length;
  for (let between = 0; between <= MOST_BETWEEN; between += 1) {
    const word = words[next];
    if (word?.text === 'more' || isIn(THINGS, word)) return number.value;
    if (word?.kind !== 'letters' || isIn(NOT_THINGS, word)) return null;
    next += words[next + 1]?.text === '-' ? 3 : 1;
  }
  return null;
}

/** The whole message is a number: `7`, `now 8 please` */
function countAlone(words: readonly Word[]): number | null {
  let at = 0;
  while (isIn(BESIDE_A_NUMBER, words[at]) || words[at]?.text === ',') at += 1;
  const number = numberAt(words, at);
  if (number === null) return null;
  at += number.length;
  if (['please', 'more', 'instead'].includes(words[at]?.text ?? '')) at += 1;
  return words.slice(at).every(({ text }) => '.!?'.includes(text)) ? number.value : null;
}

/** `the top story`, `the very latest post` */
function asksForOne(words: readonly Word[], at: number): true | null {
  let next = at + (isIn(ARTICLES, words[at]) ? 1 : numberOne(words, at));
  if (next === at) return null;
  next += isIn(BEFORE_FIRST, words[next]) ? 1 : numberOne(words, next);
  return isIn(FIRST, words[next]) && isIn(THING, words[next + 1]) ? true : null;
}

const NUMBER_ONE = ['number one', '# 1', 'no . 1', 'no 1'].map(phrase);

/** How many words say "number one" there. */
function numberOne(words: readonly Word[], at: number): number {
  return NUMBER_ONE.find((one) => says(words, at, one))?.length ?? 0;
}

function asksForMore(words: readonly Word[]): boolean {
  return words.some((word, at) => {
    const length = isIn(NEXT, word) ? 1 : word.text === 'go' && words[at + 1]?.text === 'on' ? 2 : 0;
    const after = words[at + length]?.text ?? '';
    return length > 0 && !NOT_NEXT.some((start) => after.startsWith(start));
  });
}

function styleIn(words: readonly Word[]): TextStyle | null {
  const some = (test: (at: number) => boolean): boolean => words.some((_, at) => test(at));
  const text = (at: number): string => words[at]?.text ?? '';
  const only = (things: ReadonlySet<string>, at: number): boolean =>
    (isIn(things, words[at]) && text(at + 1) === 'only') ||
    (['just', 'only'].includes(text(at)) && isIn(things, words[text(at + 1) === 'the' ? at + 2 : at + 1]));
  if (some((at) => text(at) === 'json')) return 'json';
  if (some((at) => ['markdown', 'bullet', 'bullets'].includes(text(at)))) return 'markdown';
  const unlinked = (at: number): boolean =>
    text(at) === 'without' && isIn(LINKS, words[text(at + 1) === 'the' ? at + 2 : at + 1]);
  if (some((at) => only(TITLES, at) || unlinked(at))) return 'titles';
  return some((at) => only(LINKS, at)) ? 'links' : null;
}

/** What is found at the first word where something is. */
function first<Found>(
  words: readonly Word[],
  find: (words: readonly Word[], at: number) => Found | null,
): Found | null {
  for (let at = 0; at < words.length; at += 1) {
    const found = find(words, at);
    if (found !== null) return found;
  }
  return null;
}

function says(words: readonly Word[], at: number, said: readonly string[]): boolean {
  return said.every((text, offset) => words[at + offset]?.text === text);
}

function isIn(set: ReadonlySet<string>, word: Word | undefined): boolean {
  return word !== undefined && set.has(word.text);
}

function phrase(text: string): readonly string[] {
  return text.split(' ');
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
