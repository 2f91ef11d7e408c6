/** A word or a mark of a message, as its words are read one after the other. */
export interface Word {
  /** In lower case. */
  readonly text: string;
  readonly kind: 'letters' | 'digits' | 'mark';
}

/** The words and marks of a text, each character read once; white space only parts them. `top-10` is three. */
export function wordsOf(text: string): readonly Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}_]+|[^\s]/gu), ([match]) => ({
    text: match.toLowerCase(),
    kind: /^\d+$/.test(match) ? 'digits' : /^[\p{L}\p{N}_]/u.test(match) ? 'letters' : 'mark',
  }));
}
