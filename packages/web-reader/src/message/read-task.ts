import { NUMBER_WORD, numberFromWord } from './number-words.js';

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

const THINGS =
  'stories|story|headlines?|news|items?|results?|products?|links?|posts?|articles?|entries|entry|titles?|threads?|topics?|jobs?|books?|papers?|repos(?:itories)?|repositories|listings?|offers?|events?|rows?|ones|questions?|pages?|movies?|songs?|videos?|recipes?|packages?';
const NOT_THINGS =
  'seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|points?|comments?|votes?|dollars?|euros?|percent|words?|times|steps?|characters?';
const NUMBER = `(\\d{1,4}|${NUMBER_WORD})`;

const AHEAD = new RegExp(
  `\\b(?:top|first|next|best|latest|newest|recent|another|following|leading|main|only|top-)[\\s-]+${NUMBER}\\b(?!\\s*(?:${NOT_THINGS})\\b)`,
  'i',
);
const BEFORE = new RegExp(
  `\\b${NUMBER}\\s+(?:(?!(?:${NOT_THINGS})\\b)[\\p{L}-]+\\s+){0,3}?(?:${THINGS}|more)\\b`,
  'iu',
);
const ALONE = new RegExp(
  `^\\s*(?:and|now|ok|okay|please|make it|just|only)*[\\s,]*${NUMBER}\\s*(?:please|more|instead)?\\s*[.!?]*\\s*$`,
  'i',
);
const WANTED = new RegExp(
  `\\b(?:make (?:it|that)|give me|show me|get me|want|need|only|just)\\s+${NUMBER}\\b(?!\\s*(?:${NOT_THINGS})\\b)`,
  'i',
);
const ONE =
  /\b(?:the|a|an|number one|#1|no\.? ?1)\s+(?:(?:very|single|current|number one|#1)\s+)?(?:top|first|best|latest|newest|leading|main|next)\s+(?:story|headline|item|result|product|link|post|article|entry|thread|job|book|paper|repository|listing|offer|event|question|movie|one)\b/i;
const NEXT = /\b(?:next|more|another|following|further|remaining|continue|go on)\b(?!\s+(?:page|about|than|detail))/i;
const URL_TEXT = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const DOMAIN =
  /(?<![@\w./-])((?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?:com|org|net|io|dev|news|app|info|co|edu|gov|eu|uk|de|fr|it|es|nl|ch|at|be|se|no|dk|fi|pl|pt|ie|ca|au|nz|jp|in|br|us|me|tv|xyz|tech|blog|site|shop|store)(?::\d{2,5})?(?:\/[^\s<>"'`]*)?)(?![\w@])/gi;
const LOCAL = /(?<![\w./-])((?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:\/[^\s<>"'`]*)?)/gi;

/** Reads what a message asks for: a page, a number of items, going on, a way to write it. */
export function readTask(message: string): Task {
  const text = message.slice(0, 20_000);
  const url = urlIn(text);
  const words = text.replaceAll(URL_TEXT, ' ').replaceAll(DOMAIN, ' ').replaceAll(LOCAL, ' ');
  return { url, count: countIn(words), next: NEXT.test(words), style: styleIn(words) };
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

function urlIn(text: string): string | null {
  const found = [
    ...(text.match(URL_TEXT) ?? []),
    ...[...text.matchAll(DOMAIN)].map(([, domain]) => `https://${domain}`),
    ...[...text.matchAll(LOCAL)].map(([, host]) => `http://${host}`),
  ];
  for (const candidate of found) {
    try {
      return new URL(trimPunctuation(candidate)).href;
    } catch {
      // Not an address after all, such as `https://…`; look at the next one.
    }
  }
  return null;
}

function trimPunctuation(url: string): string {
  let trimmed = url.replace(/[.,;:!?…*_]+$/, '');
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ] as const) {
    while (trimmed.endsWith(close) && trimmed.split(close).length > trimmed.split(open).length)
      trimmed = trimmed.slice(0, -1);
  }
  return trimmed.replace(/[.,;:!?]+$/, '');
}

function countIn(text: string): number | null {
  const word = (AHEAD.exec(text) ?? BEFORE.exec(text) ?? WANTED.exec(text) ?? ALONE.exec(text))?.[1];
  const count = word === undefined ? null : numberFromWord(word);
  if (count !== null) return count > 0 ? count : null;
  return ONE.test(text) ? 1 : null;
}

function styleIn(text: string): TextStyle | null {
  if (/\bjson\b/i.test(text)) return 'json';
  if (/\bmarkdown\b|\bbullets?\b|\bbullet points\b/i.test(text)) return 'markdown';
  if (
    /\b(?:just|only)\s+(?:the\s+)?(?:titles?|headlines?|names?)\b|\b(?:titles?|headlines?|names?)\s+only\b|\bwithout (?:the )?(?:links?|urls?)\b/i.test(
      text,
    )
  )
    return 'titles';
  if (/\b(?:just|only)\s+(?:the\s+)?(?:links?|urls?)\b|\b(?:links?|urls?)\s+only\b/i.test(text)) return 'links';
  return null;
}
