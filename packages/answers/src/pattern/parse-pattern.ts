/** A parsed regular expression; `token` is the source of something that takes exactly one character. */
export type PatternTree =
  | { readonly kind: 'char'; readonly token: string }
  | { readonly kind: 'sequence'; readonly items: readonly PatternTree[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternTree[] }
  | { readonly kind: 'repeat'; readonly item: PatternTree; readonly min: number; readonly max: number }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'wordEdge' | 'notWordEdge' }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly item: PatternTree };

/** Thrown for syntax that no engine can match in linear time (backreferences) or that we do not read. */
export class UnsupportedPatternError extends Error {
  override name = 'UnsupportedPatternError';
}

const QUANTIFIER = /[*+?]|\{(\d+)(,(\d*))?\}/y;
const ESCAPE =
  /\\(?:u\{[0-9a-fA-F]+\}|u[dD][89abAB]..\\u[dD][c-fC-F]..|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[a-zA-Z]|[pP]\{[^}]*\}|[^])/uy;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/uy;
const GROUP = /\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/y;

/**
 * Reads a pattern that the native parser has accepted, so only structure matters here: every character class, escape
 * and literal is kept as source and later matched by the native engine one character at a time.
 * Throws {@link UnsupportedPatternError} for backreferences and inline flags.
 */
export function parsePattern(source: string): PatternTree {
  let at = 0;

  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const match = expression.exec(source);
    if (match !== null) at = expression.lastIndex;
    return match;
  };

  const choice = (): PatternTree => {
    const items = [sequence()];
    while (source[at] === '|') {
      at += 1;
      items.push(sequence());
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  };

  const sequence = (): PatternTree => {
    const items: PatternTree[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(quantified(term()));
    return { kind: 'sequence', items };
  };

  const quantified = (item: PatternTree): PatternTree => {
    const match = take(QUANTIFIER);
    if (match === null) return item;
    if (source[at] === '?') at += 1; // lazy or greedy: the same strings match
    const [text, least, comma, most] = match;
    if (text === '*') return { kind: 'repeat', item, min: 0, max: Infinity };
    if (text === '+') return { kind: 'repeat', item, min: 1, max: Infinity };
    if (text === '?') return { kind: 'repeat', item, min: 0, max: 1 };
    const min = Number(least);
    const max = comma === undefined ? min : most === '' || most === undefined ? Infinity : Number(most);
    return { kind: 'repeat', item, min, max };
  };

  const term = (): PatternTree => {
    switch (source[at]) {
      case '^':
        at += 1;
        return { kind: 'assert', at: 'start' };
      case '$':
        at += 1;
        return { kind: 'assert', at: 'end' };
      case '(':
        return group();
      case '[':
        return { kind: 'char', token: take(CLASS)?.[0] ?? fail() };
      case '\\':
        return escape(take(ESCAPE)?.[0] ?? fail());
      default: {
        const token = String.fromCodePoint(source.codePointAt(at) ?? 0);
        at += token.length;
        return { kind: 'char', token };
      }
    }
  };

  const escape = (token: string): PatternTree => {
    if (token === '\\b') return { kind: 'assert', at: 'wordEdge' };
    if (token === '\\B') return { kind: 'assert', at: 'notWordEdge' };
    if (/^\\[1-9k]/.test(token)) {
      throw new UnsupportedPatternError(`backreferences such as ${token} cannot be matched in linear time`);
    }
    return { kind: 'char', token };
  };

  const group = (): PatternTree => {
    const open = take(GROUP)?.[0] ?? fail();
    if (open === '(' && source[at] === '?') fail();
    const item = choice();
    at += 1; // the closing bracket, which the native parser has seen
    if (/[=!]$/.test(open)) return { kind: 'look', behind: open.includes('<'), negative: open.endsWith('!'), item };
    return item;
  };

  const fail = (): never => {
    throw new UnsupportedPatternError(`the syntax at character ${at} is not supported`);
  };

  const tree = choice();
  return at === source.length ? tree : fail();
}
